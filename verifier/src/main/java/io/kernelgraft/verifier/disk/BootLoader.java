package io.kernelgraft.verifier.disk;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Shim and GRUB as the image carries them for its installer.
 *
 * @param vendor the directory under EFI/ that GRUB reads its configuration from, for example {@code fedora}
 * @param files where each file is, by its lower-case path below EFI/
 */
record BootLoader(String vendor, Map<String, Path> files) {
    // Where bootupd keeps them, and where it will: one directory for each package and version.
    private static final List<String> PLACES = List.of("/usr/lib/bootupd/updates/EFI", "/usr/lib/efi/*/*/EFI");

    /** @throws StageFailure REJECTED {@code NO_BOOT_LOADER} */
    static BootLoader in(RootTree tree) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (String place : PLACES) {
            for (Path efi : directories(tree, place)) {
                collect(tree, efi, files);
            }
        }
        String vendor = files.keySet().stream()
                .filter(path -> path.endsWith("/grubx64.efi") && !path.startsWith("boot/"))
                .map(path -> path.substring(0, path.indexOf('/')))
                .findFirst()
                .orElseThrow(() -> missing("<vendor>/grubx64.efi", files));
        BootLoader found = new BootLoader(vendor, files);
        if (found.shim().isEmpty()) {
            throw missing("BOOT/BOOTX64.EFI or " + vendor + "/shimx64.efi", files);
        }
        return found;
    }

    /** Lays them out so that firmware without any boot entry starts shim, and shim GRUB. */
    void layOut(Path esp, String grubConfig) throws IOException {
        Path boot = Files.createDirectories(esp.resolve("EFI/BOOT"));
        Files.copy(shim().orElseThrow(), boot.resolve("BOOTX64.EFI"));
        Files.copy(files.get(vendor + "/grubx64.efi"), boot.resolve("grubx64.efi"));
        if (files.containsKey(vendor + "/mmx64.efi")) {
            Files.copy(files.get(vendor + "/mmx64.efi"), boot.resolve("mmx64.efi"));
        }
        Files.writeString(
                Files.createDirectories(esp.resolve("EFI").resolve(vendor)).resolve("grub.cfg"), grubConfig);
    }

    private Optional<Path> shim() {
        return Optional.ofNullable(files.getOrDefault("boot/bootx64.efi", files.get(vendor + "/shimx64.efi")));
    }

    private static List<Path> directories(RootTree tree, String place) throws IOException {
        int star = place.indexOf("/*");
        if (star < 0) {
            Path directory = tree.resolve(place);
            return Files.isDirectory(directory) ? List.of(directory) : List.of();
        }
        List<Path> found = new ArrayList<>();
        for (String name : names(tree.resolve(place.substring(0, star)))) {
            found.addAll(directories(tree, place.substring(0, star + 1) + name + place.substring(star + 2)));
        }
        return found;
    }

    private static void collect(RootTree tree, Path efi, Map<String, Path> files) throws IOException {
        String inside = "/" + tree.root().relativize(efi);
        for (String vendor : names(efi)) {
            for (String name : names(tree.resolve(inside + "/" + vendor))) {
                Path file = tree.resolve(inside + "/" + vendor + "/" + name);
                if (Files.isRegularFile(file)) {
                    files.putIfAbsent((vendor + "/" + name).toLowerCase(Locale.ROOT), file);
                }
            }
        }
    }

    private static List<String> names(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private static StageFailure missing(String what, Map<String, Path> files) {
        return new StageFailure(
                FailureKind.REJECTED,
                "NO_BOOT_LOADER",
                "the image has no EFI/" + what + " below " + PLACES + ", only " + files.keySet());
    }
}
