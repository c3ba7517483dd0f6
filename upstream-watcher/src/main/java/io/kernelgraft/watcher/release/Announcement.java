package io.kernelgraft.watcher.release;

import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.runtime.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Tells the others of a release, once. */
@ApplicationScoped
public class Announcement {
    private static final Logger LOG = Logger.getLogger(Announcement.class);

    private final Outbox outbox;
    private final Refusals refusals;
    private final MeterRegistry meters;
    private final Clock clock;

    public Announcement(Outbox outbox, Refusals refusals, MeterRegistry meters, Clock clock) {
        this.outbox = outbox;
        this.refusals = refusals;
        this.meters = meters;
        this.clock = clock;
    }

    /** What was announced of that build before, also by a predecessor of this process. */
    public Optional<KernelReleased> known(Source source, long build) {
        return QuarkusTransaction.requiringNew()
                .call(() -> AnnouncedRelease.find(source, build).map(AnnouncedRelease::released));
    }

    /** What was announced with the highest build number. */
    public Optional<KernelReleased> newest(Source source) {
        return QuarkusTransaction.requiringNew()
                .call(() -> AnnouncedRelease.newest(source).map(AnnouncedRelease::released));
    }

    /** Does nothing if it was announced before. */
    public void announce(Source source, KernelReleased released, String traceparent) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (AnnouncedRelease.find(source, released.build()).isPresent()) {
                return;
            }
            AnnouncedRelease.of(source, released, clock.instant()).persistAndFlush();
            refusals.resolved(source, released.build());
            outbox.publish(released, traceparent);
            meters.counter("kernelgraft.release.announced").increment();
            LOG.infof(
                    "%s: build %d is %s, snapshot %s",
                    source, released.build(), released.kernel(), released.snapshot());
        });
    }
}
