package io.kernelgraft.contract.event;

import io.kernelgraft.contract.image.ImageReference;
import java.time.Instant;

/**
 * An attempt ended without a result.
 *
 * @param reason stable code in capitals, for example {@code SIGNING_KEY_MISSING}
 * @param message for people: what was seen and what was expected; never a secret; cut at 4000 characters
 * @param retryAt when the next attempt starts by itself; null when it waits for a person
 * @param evidence the attempt's logs in the registry; null if there are none
 */
public record StageFailed(
        Rebuild rebuild,
        String stage,
        int attempt,
        FailureKind kind,
        String reason,
        String message,
        Instant retryAt,
        ImageReference evidence)
        implements RebuildEvent {
    public StageFailed {
        message = PlainText.text(message);
    }
}
