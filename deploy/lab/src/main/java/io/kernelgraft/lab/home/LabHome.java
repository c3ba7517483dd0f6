package io.kernelgraft.lab.home;

import io.kernelgraft.lab.process.ProjectRoot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * One lab's directory. What is below {@code run} belongs to one life of the lab and may be deleted while it is down.
 *
 * @param root the checkout
 * @param directory the lab's own directory, absolute
 * @param assets what is made from packages and reused; several labs may share it
 */
public record LabHome(Path root, Path directory, Path assets) {
    /** Environment of everything the lab starts; its value is {@link #directory}. */
    public static final String MARKER = "KERNELGRAFT_LAB";

    /** {@code $KG_LAB_HOME}, or {@code .lab} in the checkout. */
    public static LabHome find() {
        Path root = ProjectRoot.find();
        String home = System.getenv("KG_LAB_HOME");
        return at(root, home == null || home.isBlank() ? root.resolve(".lab") : Path.of(home));
    }

    public static LabHome at(Path root, Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        return new LabHome(root.toAbsolutePath().normalize(), absolute, absolute.resolve("assets"));
    }

    /** Another lab on the same assets, for example for tests that must not disturb this one. */
    public LabHome beside(String name) {
        return new LabHome(root, directory.resolveSibling(name), assets);
    }

    public Path run() {
        return directory.resolve("run");
    }

    public Path logs() {
        return directory.resolve("logs");
    }

    public Path lines() {
        return directory.resolve("lines");
    }

    public Path releases() {
        return assets.resolve("copr/builds");
    }

    /** Releases that {@code make break} has spoiled, to be published like the others. */
    public Path spoiledReleases() {
        return run().resolve("releases");
    }

    /** What the RPM Fusion look-alike serves: a copy, which {@code make break} can spoil. */
    public Path kmodRepository() {
        return run().resolve("fusion");
    }

    /** What the sibling COPR can publish. */
    public Path userland() {
        return assets.resolve("copr/addons");
    }

    /** The services' own keys, which they attest with, and the public halves. */
    public Path serviceKeys() {
        return run().resolve("service-keys");
    }

    /** Below it, one directory per service in which its attempts work. */
    public Path workspaces() {
        return run().resolve("work");
    }

    /** Below it, one directory per service for its containers and images. */
    public Path storages() {
        return run().resolve("storage");
    }

    public Path scripts() {
        return root.resolve("deploy/lab");
    }

    /**
     * What the signer's own system user reads. It is outside the checkout, which may be in a home directory that no other
     * user can enter.
     */
    public Path signer() {
        CRC32 crc = new CRC32();
        crc.update(directory.toString().getBytes(StandardCharsets.UTF_8));
        return Path.of("/var/lib/kernelgraft-lab", HexFormat.of().toHexDigits((int) crc.getValue()));
    }
}
