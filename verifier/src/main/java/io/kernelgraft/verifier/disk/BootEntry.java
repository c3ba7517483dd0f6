package io.kernelgraft.verifier.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The boot loader entry that ostree wrote for its deployment.
 *
 * @param linux path of the kernel, from /boot
 * @param initrd path of the initramfs, from /boot
 * @param options kernel command line
 * @see <a href="https://uapi-group.org/specifications/specs/boot_loader_specification/">Boot Loader Specification</a>
 */
record BootEntry(String linux, String initrd, String options) {

    /** @param entries a directory that holds exactly one {@code .conf} file */
    static BootEntry onlyOne(Path entries) throws IOException {
        try (Stream<Path> files = Files.list(entries)) {
            List<Path> all = files.toList();
            if (all.size() != 1) {
                throw new IOException("ostree wrote " + all.size() + " boot entries, expected 1");
            }
            return parse(Files.readAllLines(all.getFirst()));
        }
    }

    static BootEntry parse(List<String> lines) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", 2);
            if (words.length == 2) {
                values.put(words[0], words[1]);
            }
        }
        for (String key : List.of("linux", "initrd", "options")) {
            if (!values.containsKey(key)) {
                throw new IOException("the boot entry has no '" + key + "'");
            }
        }
        return new BootEntry(values.get("linux"), values.get("initrd"), values.get("options"));
    }

    /** GRUB's configuration for this entry alone, on a disk whose root file system is labelled {@code root}. */
    String grubConfig() {
        return """
                set timeout=0
                serial --unit=0 --speed=115200
                terminal_output serial
                search --no-floppy --label %s --set=root
                menuentry candidate {
                  linux /boot%s %s
                  initrd /boot%s
                }
                """.formatted(RootDisk.LABEL, linux, options, initrd);
    }
}
