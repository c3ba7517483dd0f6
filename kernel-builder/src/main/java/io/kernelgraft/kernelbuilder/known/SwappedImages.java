package io.kernelgraft.kernelbuilder.known;

import java.util.Optional;

/** Swapped images by what they were made from. */
public interface SwappedImages {
    Optional<SwappedImage> find(SwapKey key);

    void keep(SwapKey key, SwappedImage image);

    /** It is not in the registry any more. */
    void forget(SwapKey key);
}
