package io.kernelgraft.runtime.run;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

/** One try at a stage run; never overwritten by the next one. */
@Entity
@Table(name = "attempt")
public class Attempt extends PanacheEntityBase {
    public enum End {
        SUCCEEDED,
        FAILED,
        /** Its executor died, or lost its lease. */
        LOST
    }

    @Embeddable
    public record Key(UUID runId, int number) implements Serializable {}

    @EmbeddedId
    public Key key;

    public String owner;
    public Instant startedAt;
    public Instant endedAt;

    @Enumerated(EnumType.STRING)
    public End outcome;

    public String kind;
    public String reason;
    public String message;
    public String evidence;

    static void open(StageRun run, Instant now) {
        Attempt attempt = new Attempt();
        attempt.key = new Key(run.id, run.attempts);
        attempt.owner = run.leaseOwner;
        attempt.startedAt = now;
        attempt.persist();
    }

    static Attempt current(StageRun run) {
        return findById(new Key(run.id, run.attempts));
    }

    void end(End how, Instant now) {
        outcome = how;
        endedAt = now;
    }
}
