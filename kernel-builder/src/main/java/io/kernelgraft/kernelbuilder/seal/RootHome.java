package io.kernelgraft.kernelbuilder.seal;

import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * {@code /root} is a link to {@code /var/roothome} in an atomic image, and dangles until the first boot. dracut installs it
 * and calls that an error (handbook 3.4, failure F9), so the target is made; it is mode 0700.
 */
final class RootHome {
    private RootHome() {}

    static void make(RootTree image) throws IOException {
        Path home = image.resolve("/root");
        if (!Files.isDirectory(home)) {
            Files.createDirectories(home);
        }
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    }
}
