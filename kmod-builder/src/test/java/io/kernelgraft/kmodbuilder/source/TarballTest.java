package io.kernelgraft.kmodbuilder.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarballTest {
    @TempDir
    Path directory;

    private interface Entries {
        void into(TarArchiveOutputStream tar) throws IOException;
    }

    @Test
    void shouldUnpackFilesDirectoriesAndLinksWithin() throws IOException {
        Path unpacked = unpacked(tar -> {
            file(tar, "hello/Kbuild", "obj-m := hello.o\n");
            link(tar, "hello/Makefile", "Kbuild", TarConstants.LF_SYMLINK);
        });

        assertThat(unpacked.resolve("hello/Kbuild")).hasContent("obj-m := hello.o\n");
        assertThat(unpacked.resolve("hello/Makefile")).isSymbolicLink().hasContent("obj-m := hello.o\n");
    }

    @Test
    void shouldRefuseWhatLeadsOut() {
        assertRefused(tar -> file(tar, "../evil", ""), "'../evil' leads out");
        assertRefused(tar -> file(tar, "a/../../evil", ""), "'a/../../evil' leads out");
        assertRefused(tar -> link(tar, "a/link", "../../etc", TarConstants.LF_SYMLINK), "'a/link' leads out");
        assertRefused(tar -> link(tar, "link", "/etc/passwd", TarConstants.LF_SYMLINK), "'link' leads out");
        assertRefused(tar -> link(tar, "hard", "../passwd", TarConstants.LF_LINK), "'hard' leads out");
    }

    @Test
    void shouldNotWriteThroughALink() {
        assertRefused(
                tar -> {
                    file(tar, "a/file", "");
                    link(tar, "b", "a", TarConstants.LF_SYMLINK);
                    file(tar, "b/other", "");
                },
                "'b/other' goes through a link");
    }

    @Test
    void shouldRefuseALinkThatLeadsOutByWayOfAnother() {
        assertRefused(
                tar -> {
                    file(tar, "a/b/file", "");
                    link(tar, "a/b/top", "../..", TarConstants.LF_SYMLINK);
                    link(tar, "c/out", "../a/b/top/../../etc", TarConstants.LF_SYMLINK);
                },
                "'c/out' leads down and up again");
    }

    @Test
    void shouldNotReadThroughALinkForAnotherName() {
        assertRefused(
                tar -> {
                    link(tar, "dangling", "nothing", TarConstants.LF_SYMLINK);
                    link(tar, "other", "dangling", TarConstants.LF_LINK);
                },
                "'other' is another name of what is no file");
    }

    @Test
    void shouldUnpackAnotherNameOfAFile() throws IOException {
        Path unpacked = unpacked(tar -> {
            file(tar, "a", "text");
            link(tar, "b/c", "a", TarConstants.LF_LINK);
        });
        assertThat(unpacked.resolve("b/c")).hasContent("text").isRegularFile();
    }

    @Test
    void shouldRefuseDevices() {
        assertRefused(
                tar -> {
                    tar.putArchiveEntry(new TarArchiveEntry("null", TarConstants.LF_CHR));
                    tar.closeArchiveEntry();
                },
                "'null' is neither");
    }

    @Test
    void shouldSayThatItIsNoTarball() throws IOException {
        Path page = Files.writeString(directory.resolve("page.html"), "<html>404</html>".repeat(100));
        assertThatThrownBy(() -> Tarball.unpack(page, directory)).isInstanceOf(UnusableSource.class);
    }

    private void assertRefused(Entries entries, String words) {
        assertThatThrownBy(() -> unpacked(entries))
                .isInstanceOf(UnusableSource.class)
                .hasMessageContaining(words);
        assertThat(directory.resolve("evil")).doesNotExist();
    }

    private Path unpacked(Entries entries) throws IOException {
        Path tarball = directory.resolve("source.tar.gz");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(tarball)))) {
            entries.into(tar);
        }
        Path into = Files.createTempDirectory(directory, "unpacked");
        Tarball.unpack(tarball, into);
        return into;
    }

    private static void file(TarArchiveOutputStream tar, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream tar, String name, String target, byte type) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }
}
