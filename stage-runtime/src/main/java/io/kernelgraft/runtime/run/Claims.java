package io.kernelgraft.runtime.run;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.runtime.outbox.Outbox;
import io.kernelgraft.runtime.stage.EndedAttempt;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Who works on what. A claim is a lease: it is renewed while the attempt lives and taken over when it ran out. */
@ApplicationScoped
class Claims {
    private static final Logger LOG = Logger.getLogger(Claims.class);

    private final Stages stages;
    private final EntityManager database;
    private final Outbox outbox;
    private final Event<EndedAttempt> ended;
    private final ExecutorConfig config;
    private final Clock clock;
    private final String owner;

    Claims(
            Stages stages,
            EntityManager database,
            Outbox outbox,
            Event<EndedAttempt> ended,
            ExecutorConfig config,
            Clock clock) {
        this.stages = stages;
        this.database = database;
        this.outbox = outbox;
        this.ended = ended;
        this.config = config;
        this.clock = clock;
        this.owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    }

    /** Takes the run that has waited longest; other replicas skip it from then on. */
    Optional<Claim> next() {
        return QuarkusTransaction.requiringNew().call(this::claimNext);
    }

    private Optional<Claim> claimNext() {
        if (stages.names().isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        @SuppressWarnings("unchecked")
        List<StageRun> found = database.createNativeQuery("""
                        select * from stage_run
                         where stage in (:stages)
                           and ((state = 'READY' and not_before <= :now) or (state = 'RUNNING' and lease_until < :now))
                         order by not_before limit 1 for update skip locked""", StageRun.class)
                .setParameter("stages", stages.names())
                .setParameter("now", now)
                .getResultList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        StageRun run = found.getFirst();
        if (run.state == RunState.RUNNING && !mayFollowLostAttempt(run, now)) {
            return Optional.empty();
        }
        run.claim(owner, now.plus(config.lease()));
        Attempt.open(run, now);
        return Optional.of(new Claim(
                run.id,
                run.stage,
                run.attempts,
                owner,
                now,
                run.traceparent,
                ReceivedInput.of(run).stream().map(ReceivedInput::read).toList()));
    }

    private boolean mayFollowLostAttempt(StageRun run, Instant now) {
        LOG.warnf(
                "%s of %s: attempt %d of %s is lost, its lease ran out",
                run.stage, run.rebuildId, run.attempts, run.leaseOwner);
        Attempt attempt = Attempt.current(run);
        attempt.end(Attempt.End.LOST, now);
        ended.fire(ReceivedInput.ended(run, attempt, Optional.empty(), null, run.traceparent));
        long lost = Attempt.count("key.runId = ?1 and outcome = ?2", run.id, Attempt.End.LOST);
        if (lost < config.lostAttempts()) {
            return true;
        }
        // Whatever kills the service will kill it again.
        run.release(RunState.FAILED, now);
        outbox.publish(
                new StageFailed(
                        ReceivedInput.of(run).getFirst().read().rebuild(),
                        run.stage,
                        run.attempts,
                        FailureKind.INTERNAL,
                        "ATTEMPTS_LOST",
                        lost + " attempts ended with the death of the service that made them",
                        null,
                        null),
                run.traceparent);
        return false;
    }

    /** @return false if somebody else works on it now; a claim that was just settled is nobody's and needs no renewal */
    boolean renew(Claim claim) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<StageRun> held = held(claim);
            held.ifPresent(run -> run.leaseUntil = clock.instant().plus(config.lease()));
            return held.isPresent() || StageRun.<StageRun>findById(claim.runId()).state != RunState.RUNNING;
        });
    }

    /** Inside a transaction: the row, locked, if the claim is still ours. */
    Optional<StageRun> held(Claim claim) {
        StageRun run = StageRun.findById(claim.runId(), LockModeType.PESSIMISTIC_WRITE);
        boolean ours = run != null && owner.equals(run.leaseOwner) && run.attempts == claim.attempt();
        return ours ? Optional.of(run) : Optional.empty();
    }
}
