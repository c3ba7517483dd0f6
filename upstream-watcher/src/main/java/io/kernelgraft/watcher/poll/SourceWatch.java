package io.kernelgraft.watcher.poll;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.trace.Trace;
import io.kernelgraft.runtime.workspace.Workspace;
import io.kernelgraft.runtime.workspace.Workspaces;
import io.kernelgraft.watcher.copr.CoprApi;
import io.kernelgraft.watcher.copr.CoprBuild;
import io.kernelgraft.watcher.rebuild.RebuildRequests;
import io.kernelgraft.watcher.release.Announcement;
import io.kernelgraft.watcher.release.Refusals;
import io.kernelgraft.watcher.release.ReleaseFetch;
import io.kernelgraft.watcher.release.Snapshots;
import io.kernelgraft.watcher.release.Source;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * One look at one source. Everything it must remember is in the database, so it makes no difference whether the look before
 * was this process's. A look that fails is logged with its reason, counted in {@code kernelgraft_poll_failed_total{reason}},
 * and never announces anything.
 */
@ApplicationScoped
public class SourceWatch {
    private static final Logger LOG = Logger.getLogger(SourceWatch.class);

    private final CoprApi copr;
    private final ReleaseFetch fetch;
    private final Snapshots snapshots;
    private final Announcement announcement;
    private final RebuildRequests requests;
    private final Refusals refusals;
    private final Workspaces workspaces;
    private final MeterRegistry meters;

    public SourceWatch(
            CoprApi copr,
            ReleaseFetch fetch,
            Snapshots snapshots,
            Announcement announcement,
            RebuildRequests requests,
            Refusals refusals,
            Workspaces workspaces,
            MeterRegistry meters) {
        this.copr = copr;
        this.fetch = fetch;
        this.snapshots = snapshots;
        this.announcement = announcement;
        this.requests = requests;
        this.refusals = refusals;
        this.workspaces = workspaces;
        this.meters = meters;
    }

    public void look(Source source, List<LoadedLine> lines) {
        try {
            OptionalLong build = copr.succeeded(source.copr(), source.chroot(), source.watch());
            Optional<KernelReleased> release =
                    build.isPresent() ? release(source, build.getAsLong()) : Optional.empty();
            // While the newest build is made or refused, the release before it still gets newer userland.
            release.or(() -> announcement.newest(source)).ifPresent(released -> tell(source, released, lines));
            meters.counter("kernelgraft.poll.succeeded").increment();
        } catch (StageFailure e) {
            meters.counter("kernelgraft.poll.failed", "reason", e.reason()).increment();
            LOG.warnf("%s: %s: %s", source, e.reason(), e.getMessage());
        } catch (RuntimeException e) {
            // Not one of the expected failures: a database away, a full disk, or our own mistake. The next look tries
            // again.
            meters.counter("kernelgraft.poll.failed", "reason", "UNEXPECTED").increment();
            LOG.warnf("%s: %s", source, e);
            LOG.debug(source, e);
        }
    }

    /** The release first and by itself: a line that must wait for its base or userland does not hold it back. */
    private void tell(Source source, KernelReleased released, List<LoadedLine> lines) {
        try (Trace trace = Trace.continuing(null, "kernel release")) {
            announcement.announce(source, released, trace.traceparent());
            requests.request(released, lines, trace.traceparent());
        }
    }

    /** Announced before, or made now; empty if it is refused. */
    private Optional<KernelReleased> release(Source source, long build) {
        Optional<KernelReleased> known = announcement.known(source, build);
        if (known.isPresent() || refusals.resting(source, build)) {
            return known;
        }
        try {
            return Optional.of(snapshot(source, copr.build(source.copr(), source.chroot(), build)));
        } catch (StageFailure e) {
            // What may pass by itself is no verdict on the release: the next poll looks again.
            if (e.kind() == FailureKind.TRANSIENT) {
                throw e;
            }
            refusals.record(source, build, e);
            return Optional.empty();
        }
    }

    private KernelReleased snapshot(Source source, CoprBuild build) {
        String name = "release-" + build.id() + "-" + Integer.toHexString(source.hashCode());
        try (Workspace workspace = workspaces.open(name, "snapshot", 1)) {
            return snapshots.store(source, build, fetch.fetch(source, build, workspace.work()));
        }
    }
}
