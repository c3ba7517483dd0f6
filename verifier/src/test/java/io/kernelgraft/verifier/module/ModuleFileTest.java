package io.kernelgraft.verifier.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.runtime.module.ModuleInfo;
import io.kernelgraft.verifier.compression.Decompression;
import io.kernelgraft.verifier.testing.Compressed;
import io.kernelgraft.verifier.testing.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleFileTest {
    private static final byte[] MODULE =
            Kernels.module("license=GPL", "vermagic=7.2.0-cachyos1.fc44.x86_64 SMP preempt mod_unload ", "name=a");

    @TempDir
    Path dir;

    @Test
    void shouldReadTheKernelAModuleWasBuiltFor() throws IOException {
        Path file = Files.write(dir.resolve("a.ko.zst"), Compressed.with(Decompression.ZSTD, MODULE));

        ModuleInfo info = ModuleFile.info(file);

        assertThat(info.kernel()).isEqualTo("7.2.0-cachyos1.fc44.x86_64");
        assertThat(info.name()).contains("a");
    }

    @Test
    void shouldRefuseWhatIsNoModule() throws IOException {
        Path file = Files.write(dir.resolve("b.ko"), Arrays.copyOf(MODULE, MODULE.length - 100));

        assertThatThrownBy(() -> ModuleFile.info(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lies outside of the file");
    }

    @Test
    void shouldNameModulesAsTheKernelDoes() {
        assertThat(ModuleFile.moduleName("kernel/drivers/md/dm-crypt.ko.xz")).isEqualTo("dm_crypt");
        assertThat(ModuleFile.isModule("extra/v4l2loopback.ko")).isTrue();
        assertThat(ModuleFile.isModule("extra/v4l2loopback.ko.txt")).isFalse();
    }
}
