package io.kernelgraft.runtime.run;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** One stage of one rebuild, from its first input to its end. */
@Entity
@Table(name = "stage_run")
public class StageRun extends PanacheEntityBase {
    @Id
    public UUID id;

    public String stage;
    public String rebuildId;
    public String line;

    @Enumerated(EnumType.STRING)
    public RunState state;

    /** How many attempts were started. */
    public int attempts;

    /** Not to be claimed earlier: a retry's pause. */
    public Instant notBefore;

    public String leaseOwner;
    public Instant leaseUntil;
    public String traceparent;
    public Instant createdAt;

    static StageRun collecting(String stage, String rebuildId, String line, Instant now) {
        StageRun run = new StageRun();
        run.id = UUID.randomUUID();
        run.stage = stage;
        run.rebuildId = rebuildId;
        run.line = line;
        run.state = RunState.COLLECTING;
        run.notBefore = now;
        run.createdAt = now;
        run.persist();
        return run;
    }

    public static Optional<StageRun> of(String stage, String rebuildId) {
        return find("stage = ?1 and rebuildId = ?2", stage, rebuildId).firstResultOptional();
    }

    /** Inside a transaction: nobody else moves it until that ends. */
    static Optional<StageRun> locked(String stage, String rebuildId) {
        return find("stage = ?1 and rebuildId = ?2", stage, rebuildId)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    void claim(String owner, Instant until) {
        state = RunState.RUNNING;
        attempts++;
        leaseOwner = owner;
        leaseUntil = until;
    }

    void release(RunState next, Instant earliest) {
        state = next;
        notBefore = earliest;
        leaseOwner = null;
        leaseUntil = null;
    }
}
