package io.kernelgraft.runtime.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.runtime.loop.Loop;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Sends the outbox to Kafka in the order it was written. Of a service's replicas one sends at a time, so that records of
 * a key keep their order; a batch that was sent but not marked is sent again, and consumers know its ids.
 */
@ApplicationScoped
public class OutboxRelay {
    private static final int BATCH = 100;
    private static final Duration SEND_DEADLINE = Duration.ofSeconds(30);
    private static final Duration KEPT = Duration.ofDays(7);
    private static final Duration BETWEEN_PURGES = Duration.ofHours(1);
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final MutinyEmitter<byte[]> emitter;
    private final EntityManager database;
    private final Clock clock;
    private final Loop loop;
    private Instant nextPurge = Instant.MIN;

    OutboxRelay(
            @Channel("outbox") MutinyEmitter<byte[]> emitter,
            EntityManager database,
            OutboxSignal signal,
            Clock clock) {
        this.emitter = emitter;
        this.database = database;
        this.clock = clock;
        this.loop = new Loop("outbox-relay", signal, Duration.ofSeconds(1), this::relayAll);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
    }

    private void relayAll() {
        while (QuarkusTransaction.requiringNew().call(this::relayBatch) == BATCH) {
            // The backlog of an outage: go on until a batch is not full.
        }
    }

    private int relayBatch() {
        boolean mine = (Boolean) database.createNativeQuery(
                        "select pg_try_advisory_xact_lock(hashtext('outbox-relay'), hashtext(current_schema()))")
                .getSingleResult();
        if (!mine) {
            return 0;
        }
        List<OutboxRecord> batch = OutboxRecord.<OutboxRecord>find("publishedAt is null order by position")
                .page(0, BATCH)
                .list();
        if (batch.isEmpty()) {
            purge(clock.instant());
            return 0;
        }
        Uni.join()
                .all(batch.stream().map(this::send).toList())
                .andFailFast()
                .await()
                .atMost(SEND_DEADLINE);
        batch.forEach(record -> record.publishedAt = clock.instant());
        return batch.size();
    }

    /** Reads the whole table, so not at every look of an idle relay. */
    private void purge(Instant now) {
        if (now.isBefore(nextPurge)) {
            return;
        }
        OutboxRecord.delete("publishedAt < ?1", now.minus(KEPT));
        nextPurge = now.plus(BETWEEN_PURGES);
    }

    private Uni<Void> send(OutboxRecord record) {
        RecordHeaders headers = new RecordHeaders();
        headers(record).forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return emitter.sendMessage(Message.of(record.value)
                .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(record.topic)
                        .withKey(record.recordKey)
                        .withHeaders(headers)
                        .build()));
    }

    private static Map<String, String> headers(OutboxRecord record) {
        try {
            return EventCodec.json().readValue(record.headers, HEADERS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("outbox row " + record.id + " has headers that are no JSON object", e);
        }
    }
}
