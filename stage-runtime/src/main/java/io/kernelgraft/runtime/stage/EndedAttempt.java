package io.kernelgraft.runtime.stage;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.image.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How an attempt ended, as a CDI event: fired inside the transaction that makes it so. What an observer writes there, or
 * publishes by the outbox, is true if and only if the end is; an observer that fails leaves the attempt unsettled.
 *
 * @param inputs what the stage run had waited for
 * @param outcome empty if the service died during the attempt
 * @param evidence the attempt's evidence, pinned, or null
 * @param traceparent W3C trace context, or null
 */
public record EndedAttempt(
        String stage,
        int attempt,
        List<Input> inputs,
        Optional<Outcome> outcome,
        ImageReference evidence,
        Instant at,
        String traceparent) {
    /** @param eventId the CloudEvents id it came with */
    public record Input(String eventId, RebuildEvent data) {}

    public Rebuild rebuild() {
        return inputs.getFirst().data().rebuild();
    }
}
