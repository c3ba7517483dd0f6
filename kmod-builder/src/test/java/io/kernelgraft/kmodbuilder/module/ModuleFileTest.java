package io.kernelgraft.kmodbuilder.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.lab.testing.TinyModule;
import io.kernelgraft.runtime.module.ModuleInfo;
import io.kernelgraft.runtime.module.ModuleInfo.NotAModule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ModuleFileTest {
    private static final String EXTRA = "/lib/modules/7.2.0-cachyos1.fc44.x86_64/extra/xone/";
    private static final Kver KVER = new Kver("7.2.0-cachyos1.fc44.x86_64");
    private static final byte[] MODULE = TinyModule.with("name=xone_gip", "vermagic=" + KVER + " SMP preempt");

    @TempDir
    Path directory;

    interface Compressor {
        OutputStream around(OutputStream out) throws IOException;
    }

    @Test
    void shouldReadEveryFormInWhichAModuleIsShipped() throws IOException {
        assertReadable("xone-gip.ko", out -> out);
        assertReadable("xone-gip.ko.gz", GZIPOutputStream::new);
        assertReadable("xone-gip.ko.zst", ZstdOutputStream::new);
        assertReadable("xone-gip.ko.xz", out -> new XZOutputStream(out, new LZMA2Options(), 1));
    }

    private void assertReadable(String name, Compressor compressor) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressor.around(bytes)) {
            out.write(MODULE);
        }
        ModuleFile file = ModuleFile.at(EXTRA + name).orElseThrow();
        ModuleInfo info = file.read(new ByteArrayInputStream(bytes.toByteArray()), directory.resolve("scratch"));
        assertThat(info.kernel()).isEqualTo(KVER.value());
        assertThat(file.moduleName(info)).isEqualTo("xone_gip");
        assertThat(directory.resolve("scratch")).doesNotExist();
    }

    @Test
    void shouldTellWhereAModuleLies() {
        assertThat(ModuleFile.at(EXTRA + "a.ko.xz").orElseThrow().isExtraOf(KVER))
                .isTrue();
        assertThat(ModuleFile.at("./usr/lib/modules/" + KVER + "/extra/a.ko")
                        .orElseThrow()
                        .isExtraOf(KVER))
                .isTrue();
        assertThat(ModuleFile.at("/lib/modules/" + KVER + "/kernel/a.ko")
                        .orElseThrow()
                        .isExtraOf(KVER))
                .isFalse();
        assertThat(ModuleFile.at("/lib/modules/6.12.0/extra/a.ko").orElseThrow().isExtraOf(KVER))
                .isFalse();
        assertThat(ModuleFile.at("/usr/share/doc/kmod/README")).isEmpty();
        assertThat(ModuleFile.at("/lib/modules/" + KVER + "/extra/a.ko.debug")).isEmpty();
    }

    @Test
    void shouldFallBackToTheFileNameForAModuleWithoutAName() {
        ModuleFile file = ModuleFile.at(EXTRA + "dm-writeboost.ko").orElseThrow();
        ModuleInfo info =
                file.read(new ByteArrayInputStream(TinyModule.with("vermagic=" + KVER)), directory.resolve("scratch"));
        assertThat(file.moduleName(info)).isEqualTo("dm_writeboost");
    }

    @Test
    void shouldRefuseAModuleThatIsNotCompressedAsItsNameSays() {
        ModuleFile file = ModuleFile.at(EXTRA + "a.ko.xz").orElseThrow();
        assertThatThrownBy(() -> file.read(new ByteArrayInputStream(MODULE), directory.resolve("scratch")))
                .isInstanceOf(NotAModule.class)
                .hasMessageStartingWith("can't be uncompressed: ");
    }
}
