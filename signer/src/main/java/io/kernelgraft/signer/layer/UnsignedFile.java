package io.kernelgraft.signer.layer;

import java.nio.file.Path;

/**
 * A file of the workspace that is about to be signed, or is to be found signed.
 *
 * @param path where it lies in the image, relative: {@code usr/lib/modules/<kver>/…}
 */
public record UnsignedFile(String path, Path file, SigningMethod method) {
    boolean isModule() {
        return !path.endsWith("/vmlinuz");
    }
}
