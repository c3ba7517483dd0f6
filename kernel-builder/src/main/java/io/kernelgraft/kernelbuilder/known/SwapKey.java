package io.kernelgraft.kernelbuilder.known;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildId;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.registry.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * All that a swapped image is made from, as one value. What a line says of kmods, signing, boot test and promotion is not in it: a
 * new signing key leaves the swap as it was (failure F29).
 *
 * @param sha256 64 hex digits
 */
public record SwapKey(String sha256) {
    private record Inputs(
            int recipe,
            String repository,
            Digest base,
            Digest snapshot,
            List<Digest> userlands,
            LineFile.Kernel kernel,
            LineFile.Swap swap,
            List<LineFile.Userland> userland) {}

    public static SwapKey of(Rebuild rebuild, LineFile line) {
        Inputs inputs = new Inputs(
                RebuildId.RECIPE_VERSION,
                line.artifacts().toString(),
                rebuild.base().pinned(),
                rebuild.snapshot().pinned(),
                rebuild.userland().stream().map(ImageReference::pinned).toList(),
                line.kernel(),
                line.swap(),
                line.userland());
        try {
            byte[] json = EventCodec.json().writeValueAsString(inputs).getBytes(StandardCharsets.UTF_8);
            return new SwapKey(Sha256.of(json).hex());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line always serializes", e);
        }
    }
}
