package io.kernelgraft.kernelbuilder;

import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.lab.process.ProjectRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the lab's set-up made: the base image, kernels in RPMs, the key they are signed with. */
record LabAssets(Path directory) {
    static LabAssets find() {
        String home = System.getenv("KG_LAB_HOME");
        Path lab = home == null ? ProjectRoot.find().resolve(".lab") : Path.of(home);
        return new LabAssets(lab.resolve("assets"));
    }

    /** Why the tests that need them can't run here; empty if they can. */
    String missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "swap and seal need root";
        }
        return Stream.of("base.oci", "copr/builds", "copr/addons", "keys/copr.asc")
                .map(directory::resolve)
                .filter(path -> !Files.exists(path))
                .map(path -> path + " is not there: the lab has not been set up")
                .findFirst()
                .orElse("");
    }

    /** Copies the base image into a registry, byte for byte. */
    ImageReference pushBase(ImageReference repository, Path scratch) {
        Path digest = scratch.resolve("base.digest");
        run(
                "skopeo",
                "copy",
                "--quiet",
                "--preserve-digests",
                "--dest-tls-verify=false",
                "--digestfile",
                digest.toString(),
                "oci:" + directory.resolve("base.oci") + ":stable",
                "docker://" + repository.withTag("stable"));
        try {
            return repository.withDigest(new Digest(Files.readString(digest).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RPMs of one kernel release. */
    List<Path> kernel(String release) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("copr/builds").resolve(release))) {
            return files.filter(file -> file.toString().endsWith(".rpm"))
                    .sorted()
                    .toList();
        }
    }

    /** The first release of the sibling project's userland. */
    List<Path> userland() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("copr/addons/1.0.18"))) {
            return files.filter(file -> file.toString().endsWith(".rpm")).toList();
        }
    }

    String certificate() throws IOException {
        return Files.readString(directory.resolve("keys/mok/MOK.pem"));
    }

    String coprKey() throws IOException {
        return Files.readString(directory.resolve("keys/copr.asc"));
    }

    /** A line as the lab's is, with the parts that swap and seal read. */
    LineFile line(ImageReference base, List<String> stock) throws IOException {
        ImageReference artifacts = ImageReference.parse(base.host() + "/lab/artifacts");
        return new LineFile(
                "lab",
                base,
                artifacts,
                new LineFile.Kernel(
                        null,
                        "fedora-44-x86_64",
                        "kernel-cachyos",
                        List.of("kernel-cachyos", "kernel-cachyos-core", "kernel-cachyos-modules"),
                        List.of("kernel-cachyos-devel", "kernel-cachyos-devel-matched"),
                        coprKey()),
                new LineFile.Swap(List.of("05-rpmostree.install", "50-dracut.install", "absent.install"), stock),
                List.of(),
                new LineFile.Kmods(null, null, List.of()),
                new LineFile.Signing("lab-mok", certificate()),
                new LineFile.Machine("margine-enrol", null),
                null,
                null,
                new LineFile.Promotion(ImageReference.parse(base.host() + "/lab/os"), List.of("stable")));
    }

    static String run(String... argv) {
        try {
            Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", argv) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
