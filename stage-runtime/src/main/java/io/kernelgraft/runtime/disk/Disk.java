package io.kernelgraft.runtime.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file system under a directory.
 *
 * @param directory need not exist yet
 */
public record Disk(Path directory, FileStore store) {
    public static Disk of(Path directory) {
        Path there = directory.toAbsolutePath().normalize();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return new Disk(directory, Files.getFileStore(there));
        } catch (IOException e) {
            throw new UncheckedIOException("the file system of " + there, e);
        }
    }

    /** Bytes that can still be written. */
    public long free() {
        try {
            return store.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("free space of " + store, e);
        }
    }

    public boolean sameAs(Disk other) {
        return store.equals(other.store);
    }

    /** For example {@code 512 MiB free on / (/dev/vda)}. */
    @Override
    public String toString() {
        return megabytes(free()) + " free on " + store;
    }

    public static String megabytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
