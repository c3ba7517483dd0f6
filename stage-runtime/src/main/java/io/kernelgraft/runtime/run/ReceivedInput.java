package io.kernelgraft.runtime.run;

import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.stage.EndedAttempt;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.StageInput;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An event that a stage run waited for and got. */
@Entity
@Table(name = "stage_input")
public class ReceivedInput extends PanacheEntityBase {
    @Embeddable
    public record Key(UUID runId, String input) implements Serializable {}

    @EmbeddedId
    public Key key;

    public String eventId;
    public Instant eventTime;
    public String data;

    static Key key(StageRun run, StageInput input) {
        return new Key(run.id, input.type().topic() + (input.part().isEmpty() ? "" : "#" + input.part()));
    }

    static void persist(Key key, Event event) {
        ReceivedInput input = new ReceivedInput();
        input.key = key;
        input.eventId = event.id();
        input.eventTime = event.time();
        input.data = new String(EventCodec.value(event.data()), StandardCharsets.UTF_8);
        input.persist();
    }

    static List<ReceivedInput> of(StageRun run) {
        return list("key.runId = ?1", run.id);
    }

    /** What is told to others of an attempt that has ended. */
    static EndedAttempt ended(
            StageRun run, Attempt attempt, Optional<Outcome> outcome, ImageReference evidence, String traceparent) {
        return new EndedAttempt(
                run.stage,
                attempt.key.number(),
                of(run).stream()
                        .map(input -> new EndedAttempt.Input(input.eventId, input.read()))
                        .toList(),
                outcome,
                evidence,
                attempt.endedAt,
                traceparent);
    }

    RebuildEvent read() {
        String topic = key.input().replaceFirst("#.*", "");
        EventType type = EventType.ofTopic(topic).orElseThrow();
        return (RebuildEvent) EventCodec.data(type, data.getBytes(StandardCharsets.UTF_8));
    }
}
