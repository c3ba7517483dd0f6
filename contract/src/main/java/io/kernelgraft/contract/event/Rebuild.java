package io.kernelgraft.contract.event;

import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import java.time.Instant;
import java.util.List;

/**
 * Bringing one line to one (base digest, kernel release, kmod set, recipe version). These are its identity: the same
 * ones always give the same {@link #id}.
 *
 * @param id {@code rb-} and 16 hex digits, see {@link RebuildId}
 * @param line the line's name
 * @param lineSha256 sha256 (hex) of the line file that was in force, so that every service can tell it has the same one
 * @param base the base image, pinned by digest
 * @param baseName what the digest was resolved from, for labels and people (failure F73)
 * @param kernel the package that owns vmlinuz (failure F53)
 * @param kver the kernel's directory under /usr/lib/modules
 * @param snapshot the kernel release's RPMs in the registry, pinned
 * @param userland the snapshots of the line's userland packages, pinned, in the line's order
 * @param requestedAt when the rebuild was asked for
 */
public record Rebuild(
        String id,
        String line,
        String lineSha256,
        ImageReference base,
        String baseName,
        Nevra kernel,
        Kver kver,
        ImageReference snapshot,
        List<ImageReference> userland,
        Instant requestedAt) {
    public Rebuild {
        userland = List.copyOf(userland);
    }
}
