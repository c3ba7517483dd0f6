package io.kernelgraft.kernelbuilder.machine;

import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** One file or link of an image. */
sealed interface ImageFile {
    /** Absolute, inside of the image. */
    String path();

    /** In place of whatever is there; missing directories are made, mode 0755. */
    void write(RootTree image) throws IOException;

    /** @param mode as {@code ls -l} writes it, for example {@code rw-r--r--} */
    record Regular(String path, String mode, byte[] content) implements ImageFile {
        @Override
        public void write(RootTree image) throws IOException {
            Path file = place(image, path);
            Files.write(file, content);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        }
    }

    record Link(String path, String target) implements ImageFile {
        @Override
        public void write(RootTree image) throws IOException {
            Files.createSymbolicLink(place(image, path), Path.of(target));
        }
    }

    static ImageFile link(String path, String target) {
        return new Link(path, target);
    }

    static ImageFile data(String path, byte[] content) {
        return new Regular(path, "rw-r--r--", content);
    }

    static ImageFile data(String path, String content) {
        return data(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** @param resource name in this project's {@code machine} resources */
    static ImageFile resource(String path, String resource) {
        return data(path, read(resource));
    }

    /** Like {@link #resource}, and executable. */
    static ImageFile program(String path, String resource) {
        return new Regular(path, "rwxr-xr-x", read(resource));
    }

    private static byte[] read(String resource) {
        try (InputStream in = ImageFile.class.getResourceAsStream("/machine/" + resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the path is on this machine, with nothing there but its directory. */
    private static Path place(RootTree image, String path) throws IOException {
        makeDirectory(image, path.substring(0, path.lastIndexOf('/')));
        Path file = image.resolveLast(path);
        Files.deleteIfExists(file);
        return file;
    }

    private static void makeDirectory(RootTree image, String path) throws IOException {
        if (path.isEmpty()) {
            return;
        }
        Path directory = image.resolve(path);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            makeDirectory(image, path.substring(0, path.lastIndexOf('/')));
            Files.createDirectory(directory);
            // Whatever this process' umask is.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
