package io.kernelgraft.kmodbuilder.testing;

import io.kernelgraft.lab.process.ProjectRoot;
import io.kernelgraft.lab.registry.RegistryProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the lab's scripts have made from packages: kernel RPMs, akmod packages, toolchain image, keys. */
public record LabAssets(Path directory) {
    /** {@code $KG_LAB_HOME/assets}, or {@code .lab/assets} of the checkout. */
    public static LabAssets find() {
        String home = System.getenv("KG_LAB_HOME");
        return new LabAssets((home == null ? ProjectRoot.find().resolve(".lab") : Path.of(home)).resolve("assets"));
    }

    /** Why kmods can't be built here; empty if they can. */
    public Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("needs root, for buildah");
        }
        if (RegistryProcess.missing().isPresent()) {
            return RegistryProcess.missing();
        }
        return Stream.of("toolchain.oci", "fusion", "copr/builds")
                .map(directory::resolve)
                .filter(path -> !Files.isDirectory(path))
                .map(path -> path + " is not there: make the lab's assets first")
                .findFirst();
    }

    public Path toolchain() {
        return directory.resolve("toolchain.oci");
    }

    public Path fusion() {
        return directory.resolve("fusion");
    }

    /** The newest kernel that has two releases, as the directories {@code x.y} and {@code x.y-2}. */
    public Path release() {
        try (Stream<Path> builds = Files.list(directory.resolve("copr/builds"))) {
            return builds.filter(build -> Files.isDirectory(build.resolveSibling(build.getFileName() + "-2")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Path> rpms(Path release) {
        try (Stream<Path> files = Files.list(release)) {
            return files.filter(file -> file.toString().endsWith(".rpm"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param name {@code copr} or {@code fusion} */
    public String key(String name) {
        try {
            return Files.readString(directory.resolve("keys").resolve(name + ".asc"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
