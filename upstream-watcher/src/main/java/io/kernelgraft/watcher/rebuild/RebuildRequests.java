package io.kernelgraft.watcher.rebuild;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildId;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.contract.pipeline.Author;
import io.kernelgraft.runtime.attestation.Attestor;
import io.kernelgraft.runtime.outbox.Outbox;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.watcher.userland.Siblings;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Asks for each line's rebuild once, when all it needs is there: a line whose base or userland is not waits, with the
 * reason in the log and in {@code kernelgraft_rebuild_postponed_total{reason}}, and is asked for at a later look.
 */
@ApplicationScoped
public class RebuildRequests {
    private static final Logger LOG = Logger.getLogger(RebuildRequests.class);

    private final Registry registry;
    private final Siblings siblings;
    private final Attestor attestor;
    private final Outbox outbox;
    private final MeterRegistry meters;
    private final Clock clock;

    public RebuildRequests(
            Registry registry, Siblings siblings, Attestor attestor, Outbox outbox, MeterRegistry meters, Clock clock) {
        this.registry = registry;
        this.siblings = siblings;
        this.attestor = attestor;
        this.outbox = outbox;
        this.meters = meters;
        this.clock = clock;
    }

    /** Whatever was asked for already is left out; usually that is all of it. */
    public void request(KernelReleased released, List<LoadedLine> lines, String traceparent) {
        Siblings.Look look = siblings.look();
        // Those without userland need no sibling, so they do not wait while one answers slowly.
        lines.stream()
                .filter(line -> line.line().userland().isEmpty())
                .forEach(line -> request(released, line, look, traceparent));
        lines.stream()
                .filter(line -> !line.line().userland().isEmpty())
                .forEach(line -> request(released, line, look, traceparent));
    }

    private void request(KernelReleased released, LoadedLine line, Siblings.Look look, String traceparent) {
        try {
            List<ImageReference> userland = look.userland(line.line());
            if (!asked(released, line, userland)) {
                RebuildRequested requested = requested(released, rebuild(released, line, userland));
                // Before the transaction that publishes it: a request that nobody has attested starts nothing.
                attestor.attest(requested, Author.of(requested).stage(), 1, List.of());
                QuarkusTransaction.requiringNew().run(() -> publish(released, requested, traceparent));
            }
        } catch (StageFailure e) {
            // One line must not hold back the others.
            meters.counter("kernelgraft.rebuild.postponed", "reason", e.reason())
                    .increment();
            LOG.warnf(
                    "%s: no rebuild for %s yet, %s: %s",
                    line.line().name(), released.kernel(), e.reason(), e.getMessage());
        }
    }

    private static boolean asked(KernelReleased released, LoadedLine line, List<ImageReference> userland) {
        RequestedRebuild.Key key =
                RequestedRebuild.Key.of(released.id(), line.line().name(), line.sha256(), userland);
        return QuarkusTransaction.requiringNew()
                .call(() -> RequestedRebuild.findByIdOptional(key).isPresent());
    }

    private Rebuild rebuild(KernelReleased released, LoadedLine loaded, List<ImageReference> userland) {
        LineFile line = loaded.line();
        Digest base = registry.resolve(line.base())
                .orElseThrow(() -> new StageFailure(
                        FailureKind.UPSTREAM, "IMAGE_NOT_FOUND", "there is no base image " + line.base()));
        return new Rebuild(
                RebuildId.of(
                        line.name(), loaded.sha256(), base, released.snapshot().pinned(), userland),
                line.name(),
                loaded.sha256(),
                line.base().withDigest(base),
                line.base().toString(),
                released.kernel(),
                released.kver(),
                released.snapshot(),
                userland,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private static RebuildRequested requested(KernelReleased released, Rebuild rebuild) {
        boolean again = QuarkusTransaction.requiringNew().call(() -> RequestedRebuild.anyOf(released.id(), rebuild));
        return new RebuildRequested(
                rebuild,
                again
                        ? "newer userland for " + released.kernel()
                        : released.kernel() + " was released by " + released.source());
    }

    private void publish(KernelReleased released, RebuildRequested requested, String traceparent) {
        Rebuild rebuild = requested.rebuild();
        RequestedRebuild.of(released.id(), rebuild).persistAndFlush();
        outbox.publish(requested, traceparent);
        LOG.infof("%s: rebuild %s requested, %s", rebuild.line(), rebuild.id(), requested.reason());
    }
}
