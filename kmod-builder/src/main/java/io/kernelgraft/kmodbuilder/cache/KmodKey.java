package io.kernelgraft.kmodbuilder.cache;

import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.runtime.registry.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a built kmod depends on, as one value.
 *
 * @param sha256 64 hex digits
 */
public record KmodKey(String sha256) {
    /** One more whenever the same inputs are built in another way. */
    private static final int RECIPE = 1;

    /**
     * @param snapshot the kernel release
     * @param devel names of the packages that were built against
     * @param sources the package with its checksum
     */
    public static KmodKey of(Digest snapshot, List<String> devel, Digest toolchain, String kmod, String sources) {
        // No part has a line end in it, so that no two lists of parts read the same.
        String parts = String.join(
                "\n",
                Integer.toString(RECIPE),
                snapshot.value(),
                String.join(" ", devel),
                toolchain.value(),
                kmod,
                sources);
        return new KmodKey(Sha256.of(parts.getBytes(StandardCharsets.UTF_8)).hex());
    }
}
