package io.kernelgraft.verifier.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootEntryTest {
    private static final List<String> LINES = List.of(
            "title Fedora Linux 44 (ostree:0)",
            "version 1",
            "options root=LABEL=root rw ostree=/ostree/boot.1/os/71c6/0",
            "linux /ostree/os-71c6/vmlinuz-7.2",
            "initrd /ostree/os-71c6/initramfs-7.2.img");

    @TempDir
    Path dir;

    @Test
    void shouldBootExactlyWhatOstreeWrote() throws IOException {
        Files.write(dir.resolve("ostree-1.conf"), LINES);

        assertThat(BootEntry.onlyOne(dir).grubConfig())
                .contains("search --no-floppy --label root --set=root\n")
                .contains("linux /boot/ostree/os-71c6/vmlinuz-7.2 root=LABEL=root rw ostree=/ostree/boot.1/os/71c6/0\n")
                .contains("initrd /boot/ostree/os-71c6/initramfs-7.2.img\n");
    }

    @Test
    void shouldRefuseTwoEntries() throws IOException {
        Files.write(dir.resolve("ostree-1.conf"), LINES);
        Files.write(dir.resolve("ostree-2.conf"), LINES);

        assertThatThrownBy(() -> BootEntry.onlyOne(dir)).hasMessage("ostree wrote 2 boot entries, expected 1");
    }

    @Test
    void shouldRefuseAnEntryWithoutInitramfs() {
        assertThatThrownBy(() -> BootEntry.parse(LINES.subList(0, 4))).hasMessage("the boot entry has no 'initrd'");
    }
}
