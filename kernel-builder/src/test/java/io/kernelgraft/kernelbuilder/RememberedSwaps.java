package io.kernelgraft.kernelbuilder;

import io.kernelgraft.kernelbuilder.known.SwapKey;
import io.kernelgraft.kernelbuilder.known.SwappedImage;
import io.kernelgraft.kernelbuilder.known.SwappedImages;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** In memory. */
final class RememberedSwaps implements SwappedImages {
    private final Map<SwapKey, SwappedImage> images = new HashMap<>();

    @Override
    public Optional<SwappedImage> find(SwapKey key) {
        return Optional.ofNullable(images.get(key));
    }

    @Override
    public void keep(SwapKey key, SwappedImage image) {
        images.put(key, image);
    }

    @Override
    public void forget(SwapKey key) {
        images.remove(key);
    }

    void clear() {
        images.clear();
    }
}
