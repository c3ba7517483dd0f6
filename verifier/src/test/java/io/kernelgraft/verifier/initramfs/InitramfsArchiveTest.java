package io.kernelgraft.verifier.initramfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.verifier.compression.Decompression;
import io.kernelgraft.verifier.testing.Initramfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitramfsArchiveTest {
    private static final Initramfs CONTENT = new Initramfs()
            .file("usr/lib/ostree/ostree-prepare-root", "an ELF file")
            .file("etc/empty", "")
            .file("init", "#!/bin/sh\n");

    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource
    void shouldListAllArchivesWhateverTheCompression(Decompression compression) throws IOException {
        InitramfsArchive archive = open(CONTENT.behindMicrocode(compression, 8));

        assertThat(archive.entries())
                .extracting(CpioEntry::name)
                .containsExactly(
                        "usr",
                        "early/kernel/x86/microcode/GenuineIntel.bin",
                        "usr",
                        "usr/lib/ostree/ostree-prepare-root",
                        "etc/empty",
                        "init");
        assertThat(archive.find(CpioEntry::isDirectory).orElseThrow().name()).isEqualTo("usr");
        assertThat(archive.find(entry -> entry.name().equals("init"))
                        .orElseThrow()
                        .size())
                .isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 400, 100_000})
    void shouldSkipAnyPaddingBetweenArchives(int padding) throws IOException {
        assertThat(open(CONTENT.behindMicrocode(Decompression.ZSTD, padding)).entries())
                .hasSize(6);
    }

    @Test
    void shouldGiveContents() throws IOException {
        InitramfsArchive archive = open(CONTENT.compressed(Decompression.XZ));
        Map<String, String> contents = new HashMap<>();

        archive.each((entry, content) ->
                contents.put(entry.name(), new String(content.readAllBytes(), StandardCharsets.UTF_8)));

        assertThat(contents)
                .containsEntry("usr/lib/ostree/ostree-prepare-root", "an ELF file")
                .containsEntry("etc/empty", "")
                .containsEntry("init", "#!/bin/sh\n");
    }

    @Test
    void shouldTakeLeadingDotsOffNames() throws IOException {
        InitramfsArchive archive = open(new Initramfs().file("./init", "x").compressed(Decompression.GZIP));

        assertThat(archive.find(entry -> entry.name().equals("init"))).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseAnArchiveThatIsCutShort(Decompression compression) {
        byte[] whole = CONTENT.compressed(compression);
        // Long enough that the trailer of a cpio archive is lost, padding and all.
        int lost = compression == Decompression.NONE ? 700 : 20;

        assertThatThrownBy(() -> open(Arrays.copyOf(whole, whole.length - lost)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void shouldSayWhatIsThereInsteadOfAnArchive() {
        assertThatThrownBy(() -> open("LZIP and so on".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IOException.class)
                .hasMessage("neither cpio nor gzip, xz or zstd: begins with 4c5a49502061");
        assertThatThrownBy(() -> open(new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("empty");
    }

    private InitramfsArchive open(byte[] bytes) throws IOException {
        return InitramfsArchive.open(Files.write(dir.resolve("initramfs.img"), bytes));
    }
}
