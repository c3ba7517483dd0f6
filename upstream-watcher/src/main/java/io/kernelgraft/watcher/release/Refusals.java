package io.kernelgraft.watcher.release;

import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.watcher.WatcherConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes a refusal visible: a warning, a row, and the counter {@code kernelgraft_release_refused_total{reason}}. */
@ApplicationScoped
public class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private final WatcherConfig config;
    private final MeterRegistry meters;
    private final Clock clock;

    public Refusals(WatcherConfig config, MeterRegistry meters, Clock clock) {
        this.config = config;
        this.meters = meters;
        this.clock = clock;
    }

    /** True while a refused build is not to be looked at again. */
    public boolean resting(Source source, long build) {
        return QuarkusTransaction.requiringNew()
                .call(() -> RefusedRelease.find(source, build)
                        .filter(refused -> refused.retryAt.isAfter(clock.instant()))
                        .isPresent());
    }

    /** Why the newest of these builds is refused, from this number on; empty if none is. */
    public Optional<StageFailure> standing(Source source, long from) {
        return QuarkusTransaction.requiringNew()
                .call(() -> RefusedRelease.standing(source, from).map(RefusedRelease::failure));
    }

    /** It is good after all. Within the caller's transaction. */
    public void resolved(Source source, long build) {
        RefusedRelease.find(source, build).ifPresent(refused -> refused.resolvedAt = clock.instant());
    }

    public void record(Source source, long build, StageFailure failure) {
        Instant now = clock.instant();
        Instant retryAt = QuarkusTransaction.requiringNew().call(() -> {
            RefusedRelease refused =
                    RefusedRelease.find(source, build).orElseGet(() -> RefusedRelease.of(source, build, now));
            refused.again(failure, now, config.refusedPause(), config.refusedPauseLongest());
            refused.persist();
            return refused.retryAt;
        });
        meters.counter("kernelgraft.release.refused", "reason", failure.reason())
                .increment();
        LOG.warnf(
                "%s: build %d refused, %s %s: %s; next look at %s",
                source, build, failure.kind(), failure.reason(), failure.getMessage(), retryAt);
    }
}
