package io.kernelgraft.watcher.userland;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.workspace.Workspace;
import io.kernelgraft.runtime.workspace.Workspaces;
import io.kernelgraft.watcher.copr.CoprApi;
import io.kernelgraft.watcher.copr.CoprBuild;
import io.kernelgraft.watcher.release.Refusals;
import io.kernelgraft.watcher.release.ReleaseFetch;
import io.kernelgraft.watcher.release.Snapshots;
import io.kernelgraft.watcher.release.Source;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/** The newest succeeded build of one sibling, fetched and checked as a kernel is, and kept. */
@ApplicationScoped
public class SiblingWatch {
    private static final Logger LOG = Logger.getLogger(SiblingWatch.class);

    private final CoprApi copr;
    private final ReleaseFetch fetch;
    private final Snapshots snapshots;
    private final Refusals refusals;
    private final Workspaces workspaces;
    private final Clock clock;

    public SiblingWatch(
            CoprApi copr,
            ReleaseFetch fetch,
            Snapshots snapshots,
            Refusals refusals,
            Workspaces workspaces,
            Clock clock) {
        this.copr = copr;
        this.fetch = fetch;
        this.snapshots = snapshots;
        this.refusals = refusals;
        this.workspaces = workspaces;
        this.clock = clock;
    }

    /**
     * While the sibling builds a newer one, and after that has failed, the one before is the newest that succeeded. A build
     * that is refused is never passed over for an older one.
     *
     * @return pinned
     * @throws StageFailure TRANSIENT {@code USERLAND_NOT_BUILT}, and what a kernel release is refused or put off for
     */
    public ImageReference newest(Source source) {
        OptionalLong succeeded = copr.succeeded(source.copr(), source.chroot(), source.watch());
        if (succeeded.isEmpty()) {
            UserlandSnapshot kept = QuarkusTransaction.requiringNew()
                    .call(() -> UserlandSnapshot.newest(UserlandSnapshot.Key.of(source, 0)))
                    .orElseThrow(() -> new StageFailure(
                            FailureKind.TRANSIENT,
                            "USERLAND_NOT_BUILT",
                            source.name() + " has no finished build of " + source.watch() + " for " + source.chroot()));
            refusals.standing(source, kept.build + 1).ifPresent(SiblingWatch::refuse);
            return kept.reference();
        }
        long build = succeeded.getAsLong();
        UserlandSnapshot.Key key = UserlandSnapshot.Key.of(source, build);
        Optional<UserlandSnapshot> kept = QuarkusTransaction.requiringNew().call(() -> UserlandSnapshot.find(key));
        if (kept.isPresent()) {
            return kept.get().reference();
        }
        if (refusals.resting(source, build)) {
            refusals.standing(source, build).ifPresent(SiblingWatch::refuse);
        }
        return keep(source, key);
    }

    private static void refuse(StageFailure standing) {
        throw standing;
    }

    private ImageReference keep(Source source, UserlandSnapshot.Key key) {
        ImageReference snapshot;
        try {
            snapshot = snapshot(source, copr.build(source.copr(), source.chroot(), key.build()));
        } catch (StageFailure e) {
            // What may pass by itself is no verdict on the build.
            if (e.kind() != FailureKind.TRANSIENT) {
                refusals.record(source, key.build(), e);
            }
            throw e;
        }
        QuarkusTransaction.requiringNew().run(() -> {
            // Lines of another kernel may have had it kept meanwhile.
            if (UserlandSnapshot.find(key).isEmpty()) {
                UserlandSnapshot.of(key, snapshot, clock.instant()).persistAndFlush();
            }
            refusals.resolved(source, key.build());
        });
        LOG.infof("%s: build %d, snapshot %s", source, key.build(), snapshot);
        return snapshot;
    }

    private ImageReference snapshot(Source source, CoprBuild build) {
        String name = "userland-" + build.id() + "-" + Integer.toHexString(source.hashCode());
        try (Workspace workspace = workspaces.open(name, "snapshot", 1)) {
            return snapshots.userland(source, build, fetch.fetch(source, build, workspace.work()));
        }
    }
}
