package io.kernelgraft.kernelbuilder.machine;

import io.kernelgraft.lab.process.ProjectRoot;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the lab's base image is. */
public final class MachineLab {
    private MachineLab() {}

    public static Path assets() {
        String home = System.getenv("KG_LAB_HOME");
        return (home == null ? ProjectRoot.find().resolve(".lab") : Path.of(home)).resolve("assets");
    }

    /** Why the tests that need it can't run here; empty if they can. */
    public static String missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "chroot needs root";
        }
        Path base = assets().resolve("base.oci");
        return Files.exists(base) ? "" : base + " is not there: the lab has not been set up";
    }

    public static UnpackedImage unpack(Path root) throws Exception {
        return UnpackedImage.of(assets().resolve("base.oci"), "stable", root);
    }

    /** JUnit would do it too, and say a line about each of hundreds of links. */
    public static void remove(Path root) throws Exception {
        new ProcessBuilder("rm", "-rf", root.toString()).inheritIO().start().waitFor();
    }
}
