package io.kernelgraft.contract.attestation;

import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.image.Digest;

/**
 * The digest of an event's data as {@link EventCodec#value} writes it. A consumer computes it from what it has read, not from
 * the record: what is compared is what the stage is given, whatever the record's spelling was.
 */
public final class EventDigest {
    private EventDigest() {}

    public static Digest of(EventData data) {
        return Digest.of(EventCodec.value(data));
    }
}
