package io.kernelgraft.contract.event;

import io.kernelgraft.contract.image.ImageReference;
import java.time.Instant;
import java.util.List;

/**
 * What a signature batch came to: one for each attempt at signing, whether it was signed or not.
 *
 * @param requests the events that asked for it
 * @param inputs the artifacts whose files were to be signed, pinned
 * @param keys the keys the line names for it; empty if the line itself was refused, so that no key was looked for
 * @param reason the reason code; null if it was signed
 * @param files how many files were signed; 0 if it was not
 * @param layer the OCI artifact with the signed files, pinned; null if it was not signed
 * @param evidence the attempt's evidence, pinned: {@code signed-files.txt} has each file's name, its digest before and
 *     after; null if there is none
 * @param at when the attempt ended, or was found dead
 */
public record SigningAudited(
        Rebuild rebuild,
        String stage,
        int attempt,
        List<SigningRequest> requests,
        List<ImageReference> inputs,
        List<SigningKeyUse> keys,
        Result result,
        String reason,
        int files,
        ImageReference layer,
        ImageReference evidence,
        Instant at)
        implements RebuildEvent {
    public SigningAudited {
        requests = List.copyOf(requests);
        inputs = List.copyOf(inputs);
        keys = List.copyOf(keys);
    }

    public enum Result {
        /** Every file of the batch. */
        SIGNED,
        /** Nothing left the signer; the reason says why. */
        REFUSED,
        /** The signer died during the attempt; nobody was told of a result. */
        LOST
    }
}
