package io.kernelgraft.lab.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the checkout is: the system property {@code kernelgraft.root}, or the nearest folder upwards that looks like it. */
public final class ProjectRoot {
    private ProjectRoot() {}

    /** @throws IllegalStateException if the working directory is outside a checkout and the property is not set */
    public static Path find() {
        String property = System.getProperty("kernelgraft.root");
        if (property != null) {
            return Path.of(property).toAbsolutePath().normalize();
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("deploy/lab/broker/pom.xml"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                start + " is not inside a Kernelgraft checkout; set the system property kernelgraft.root");
    }
}
