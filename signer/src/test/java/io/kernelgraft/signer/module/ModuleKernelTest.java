package io.kernelgraft.signer.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.runtime.stage.StageFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZ;

class ModuleKernelTest {
    private static final byte[] ELF =
            TestModules.elf("license=GPL", "name=mimic", "vermagic=7.2.0-cachyos1.fc44.x86_64 SMP preempt mod_unload ");

    @TempDir
    Path directory;

    @Test
    void shouldReadVermagicFromPlainAndCompressedModules() throws Exception {
        assertThat(read(ELF, "mimic.ko")).isEqualTo("7.2.0-cachyos1.fc44.x86_64");
        assertThat(read(TestModules.xz(XZ.CHECK_CRC32, ELF), "mimic.ko.xz")).isEqualTo("7.2.0-cachyos1.fc44.x86_64");
        assertThat(directory.resolve("mimic.ko.elf")).doesNotExist();
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertThat(failure(TestModules.elf("license=GPL"))).hasMessage("module m.ko: .modinfo has no vermagic");
        byte[] renamed = ELF.clone();
        renamed[renamed.length - 3 * 64 - 19] = '_';
        assertThat(failure(renamed)).hasMessage("module m.ko: no section .modinfo");
        assertThat(failure(TestModules.content(63))).hasMessage("module m.ko: not an ELF file");
        byte[] narrow = ELF.clone();
        narrow[4] = 1;
        assertThat(failure(narrow)).hasMessage("module m.ko: not a 64-bit little-endian ELF file");
    }

    @Test
    void shouldRefuseAnyDamagedHeaderWithAReason() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = ELF.clone();
            for (int j = 0; j < 3; j++) {
                int at = 4 + random.nextInt(damaged.length - 4);
                damaged[at] = (byte) random.nextInt();
            }
            StageFailure failure = failure(damaged);
            if (failure != null) {
                assertThat(failure.reason()).isEqualTo("MODULE_INFO_MISSING");
            }
        }
    }

    private StageFailure failure(byte[] elf) {
        return catchThrowableOfType(StageFailure.class, () -> read(elf, "m.ko"));
    }

    private String read(byte[] bytes, String name) throws Exception {
        return ModuleKernel.of(Files.write(directory.resolve(name), bytes), name);
    }
}
