package io.kernelgraft.watcher.release;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildId;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.runtime.outbox.Outbox;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.trace.Trace;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Tells the others, once: the release, and the rebuild of each line it is for, in one transaction. */
@ApplicationScoped
public class Announcement {
    private static final Logger LOG = Logger.getLogger(Announcement.class);

    private final Registry registry;
    private final Outbox outbox;
    private final MeterRegistry meters;
    private final Clock clock;

    public Announcement(Registry registry, Outbox outbox, MeterRegistry meters, Clock clock) {
        this.registry = registry;
        this.outbox = outbox;
        this.meters = meters;
        this.clock = clock;
    }

    /** What was announced of that build before, also by a predecessor of this process. */
    public Optional<KernelReleased> known(Source source, long build) {
        return QuarkusTransaction.requiringNew()
                .call(() -> AnnouncedRelease.find(source, build).map(AnnouncedRelease::released));
    }

    /** Whatever of it was announced already is left out; usually that is all of it. */
    public void announce(Source source, KernelReleased released, List<LoadedLine> lines) {
        List<LoadedLine> unasked = QuarkusTransaction.requiringNew()
                .call(() ->
                        lines.stream().filter(line -> !asked(released, line)).toList());
        List<Rebuild> rebuilds = new ArrayList<>();
        for (LoadedLine line : unasked) {
            rebuild(released, line).ifPresent(rebuilds::add);
        }
        try (Trace trace = Trace.continuing(null, "kernel release")) {
            QuarkusTransaction.requiringNew().run(() -> publish(source, released, rebuilds, trace.traceparent()));
        }
    }

    private void publish(Source source, KernelReleased released, List<Rebuild> rebuilds, String traceparent) {
        Instant now = clock.instant();
        if (AnnouncedRelease.find(source, released.build()).isEmpty()) {
            AnnouncedRelease.of(source, released, now).persistAndFlush();
            RefusedRelease.find(source, released.build()).ifPresent(refused -> refused.resolvedAt = now);
            outbox.publish(released, traceparent);
            meters.counter("kernelgraft.release.announced").increment();
            LOG.infof(
                    "%s: build %d is %s, snapshot %s",
                    source, released.build(), released.kernel(), released.snapshot());
        }
        for (Rebuild rebuild : rebuilds) {
            RequestedRebuild.of(released.id(), rebuild).persistAndFlush();
            outbox.publish(
                    new RebuildRequested(rebuild, released.kernel() + " was released by " + released.source()),
                    traceparent);
            LOG.infof("%s: rebuild %s requested", rebuild.line(), rebuild.id());
        }
    }

    private static boolean asked(KernelReleased released, LoadedLine line) {
        return RequestedRebuild.findByIdOptional(
                        new RequestedRebuild.Key(released.id(), line.line().name(), line.sha256()))
                .isPresent();
    }

    /** One line's missing base must not hold back the others: it is asked for again at the next poll. */
    private Optional<Rebuild> rebuild(KernelReleased released, LoadedLine loaded) {
        LineFile line = loaded.line();
        try {
            Digest base = registry.resolve(line.base())
                    .orElseThrow(() -> new StageFailure(
                            FailureKind.UPSTREAM, "IMAGE_NOT_FOUND", "there is no base image " + line.base()));
            ImageReference pinned = line.base().withDigest(base);
            return Optional.of(new Rebuild(
                    RebuildId.of(
                            line.name(),
                            loaded.sha256(),
                            base,
                            released.snapshot().pinned(),
                            List.of()),
                    line.name(),
                    loaded.sha256(),
                    pinned,
                    line.base().toString(),
                    released.kernel(),
                    released.kver(),
                    released.snapshot(),
                    List.of(),
                    clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        } catch (StageFailure e) {
            meters.counter("kernelgraft.rebuild.postponed", "reason", e.reason())
                    .increment();
            LOG.warnf("%s: no rebuild for %s yet, %s: %s", line.name(), released.kernel(), e.reason(), e.getMessage());
            return Optional.empty();
        }
    }
}
