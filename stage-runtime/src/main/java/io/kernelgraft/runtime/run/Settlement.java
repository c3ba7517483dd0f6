package io.kernelgraft.runtime.run;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.outbox.Outbox;
import io.kernelgraft.runtime.stage.EndedAttempt;
import io.kernelgraft.runtime.stage.Outcome;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Ends an attempt: its record, the run's state and the event for the others are one transaction. */
@ApplicationScoped
class Settlement {
    private static final Logger LOG = Logger.getLogger(Settlement.class);

    private final Claims claims;
    private final Outbox outbox;
    private final Event<EndedAttempt> ended;
    private final ExecutorConfig config;
    private final Clock clock;

    Settlement(Claims claims, Outbox outbox, Event<EndedAttempt> ended, ExecutorConfig config, Clock clock) {
        this.claims = claims;
        this.outbox = outbox;
        this.ended = ended;
        this.config = config;
        this.clock = clock;
    }

    /** @param evidence where the attempt's evidence is, or null */
    void settle(Claim claim, Outcome outcome, ImageReference evidence, String traceparent) {
        QuarkusTransaction.requiringNew().run(() -> {
            Optional<StageRun> held = claims.held(claim);
            if (held.isEmpty()) {
                // Somebody else has begun anew; what this attempt made is content-addressed and harms nobody.
                LOG.warnf(
                        "%s of %s: result of attempt %d dropped, the lease is another's",
                        claim.stage(), claim.rebuild().id(), claim.attempt());
                return;
            }
            StageRun run = held.get();
            Attempt attempt = Attempt.current(run);
            attempt.evidence = evidence == null ? null : evidence.toString();
            switch (outcome) {
                case Outcome.Completed completed -> {
                    attempt.end(Attempt.End.SUCCEEDED, clock.instant());
                    run.release(RunState.SUCCEEDED, clock.instant());
                    outbox.publish(completed.next(), traceparent);
                }
                case Outcome.Failed failed -> fail(claim, run, attempt, failed, evidence, traceparent);
            }
            ended.fire(ReceivedInput.ended(run, attempt, Optional.of(outcome), evidence, traceparent));
        });
    }

    private void fail(
            Claim claim,
            StageRun run,
            Attempt attempt,
            Outcome.Failed failed,
            ImageReference evidence,
            String traceparent) {
        attempt.end(Attempt.End.FAILED, clock.instant());
        attempt.kind = failed.kind().name();
        attempt.reason = failed.reason();
        attempt.message = failed.message();
        Instant retryAt =
                pauseBeforeNext(run, failed.kind()).map(clock.instant()::plus).orElse(null);
        run.release(retryAt == null ? RunState.FAILED : RunState.READY, retryAt == null ? clock.instant() : retryAt);
        LOG.warnf(
                "%s of %s: attempt %d failed, %s %s: %s",
                run.stage, run.rebuildId, run.attempts, failed.kind(), failed.reason(), failed.message());
        outbox.publish(
                new StageFailed(
                        claim.rebuild(),
                        run.stage,
                        run.attempts,
                        failed.kind(),
                        failed.reason(),
                        failed.message(),
                        retryAt,
                        evidence),
                traceparent);
    }

    private Optional<Duration> pauseBeforeNext(StageRun run, FailureKind kind) {
        if (kind != FailureKind.TRANSIENT) {
            return Optional.empty();
        }
        long failures = Attempt.count("key.runId = ?1 and outcome = ?2", run.id, Attempt.End.FAILED);
        return failures <= config.pauses().size()
                ? Optional.of(config.pauses().get((int) failures - 1))
                : Optional.empty();
    }
}
