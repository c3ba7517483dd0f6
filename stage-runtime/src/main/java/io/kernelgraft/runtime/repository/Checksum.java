package io.kernelgraft.runtime.repository;

import io.kernelgraft.runtime.registry.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares a file with what was announced of it (failure H7). */
final class Checksum {
    private Checksum() {}

    /** @throws IOException naming both if they differ */
    static void require(Path file, String sha256) throws IOException {
        String got = Sha256.of(file).hex();
        if (!got.equals(sha256)) {
            throw new IOException(file.getFileName() + " has " + Files.size(file) + " bytes with sha256 " + got
                    + ", the repository says " + sha256);
        }
    }
}
