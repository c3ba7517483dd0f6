package io.kernelgraft.contract.event;

import java.time.Instant;

/**
 * A CloudEvents 1.0 envelope around its data.
 *
 * @param id unique per source; the outbox row's id, so a redelivery has the same one
 * @param source URI-reference of the service, for example {@code /kernelgraft/signer}
 * @param time when it was produced
 * @param traceparent W3C trace context, or null
 */
public record Event(String id, String source, Instant time, String traceparent, EventData data) {
    public EventType type() {
        return data.type();
    }
}
