package io.kernelgraft.runtime.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.EventData;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where events go that must be published if, and only if, the caller's transaction commits. The relay is woken by the
 * commit, so nothing waits for a poll.
 */
@ApplicationScoped
public class Outbox {
    private final OutboxSignal signal;
    private final TransactionSynchronizationRegistry transaction;
    private final Clock clock;
    private final String source;

    Outbox(
            OutboxSignal signal,
            TransactionSynchronizationRegistry transaction,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.signal = signal;
        this.transaction = transaction;
        this.clock = clock;
        this.source = "/kernelgraft/" + service;
    }

    /**
     * Call inside a transaction.
     *
     * @param traceparent the W3C trace context that led here, or null
     */
    public void publish(EventData data, String traceparent) {
        UUID id = UUID.randomUUID();
        Event event =
                new Event(id.toString(), source, clock.instant().truncatedTo(ChronoUnit.MILLIS), traceparent, data);
        store(id, data.type().topic(), data.key(), EventCodec.headers(event), EventCodec.value(data));
    }

    public void publish(DeadLetter letter) {
        store(UUID.randomUUID(), letter.topic(), letter.key(), letter.headers(), letter.value());
    }

    private void store(UUID id, String topic, String key, Map<String, String> headers, byte[] value) {
        OutboxRecord record = new OutboxRecord();
        record.id = id;
        record.topic = topic;
        record.recordKey = key;
        record.headers = json(headers);
        record.value = value;
        record.createdAt = clock.instant();
        record.persist();
        transaction.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    signal.wake();
                }
            }
        });
    }

    private static String json(Map<String, String> headers) {
        try {
            return EventCodec.json().writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings always serializes", e);
        }
    }
}
