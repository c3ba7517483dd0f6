package io.kernelgraft.watcher.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.lab.copr.CoprProject;
import io.kernelgraft.lab.copr.CoprServer;
import io.kernelgraft.lab.copr.Fault;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.lab.rpm.RpmForge;
import io.kernelgraft.runtime.http.UpstreamHttp;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.workspace.Workspaces;
import io.kernelgraft.watcher.rebuild.RebuildRequests;
import io.kernelgraft.watcher.release.Announcement;
import io.kernelgraft.watcher.release.Refusals;
import io.kernelgraft.watcher.release.RefusedRelease;
import io.kernelgraft.watcher.release.ReleaseFetch;
import io.kernelgraft.watcher.release.Snapshots;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/** A watcher that looks at the COPR look-alike; every test publishes releases of its own in the same project. */
abstract class WatchedCopr {
    static final Duration SOON = Duration.ofSeconds(30);
    static final CoprProject KERNEL = new CoprProject("bieszczaders", "kernel-cachyos", "fedora-44-x86_64");

    @ConfigProperty(name = WatcherLab.DIRECTORY)
    Path directory;

    @ConfigProperty(name = WatcherLab.COPR_PORT)
    int port;

    @Inject
    Registry registry;

    @Inject
    Lines lines;

    @Inject
    MeterRegistry meters;

    @Inject
    UpstreamHttp http;

    @Inject
    ReleaseFetch fetch;

    @Inject
    Snapshots snapshots;

    @Inject
    Announcement announcement;

    @Inject
    RebuildRequests requests;

    @Inject
    Refusals refusals;

    @Inject
    Workspaces workspaces;

    Announcements told;
    CoprServer copr;

    @BeforeEach
    void start() {
        skipUnless(RegistryProcess.missing());
        skipUnless(CoprServer.missing());
        skipUnless(RpmForge.missing().stream().findFirst());
        ImageReference base = ImageReference.parse(line().line().artifacts().host() + "/lab/base");
        registry.tag(
                registry.manifest(registry.pushArtifact(base, "application/vnd.example.image", List.of(), Map.of())),
                "stable");
        copr = new CoprServer(
                directory.resolve("copr"),
                port,
                Stream.concat(Stream.of(KERNEL), siblings().stream())
                        .map(project -> new CoprServer.Offer(project, List.of()))
                        .toList());
        for (Fault fault : Fault.values()) {
            copr.off(fault);
        }
        told = new Announcements();
    }

    /** Projects that the COPR has beside the kernel's. */
    List<CoprProject> siblings() {
        return List.of();
    }

    static void skipUnless(Optional<String> missing) {
        Assumptions.assumeTrue(missing.isEmpty(), () -> "not installed: " + missing.orElseThrow());
    }

    @AfterEach
    void stop() {
        if (told != null) {
            told.close();
            copr.close();
        }
    }

    long publish(String release) {
        return copr.publish(directory.resolve("releases").resolve(release));
    }

    LoadedLine line() {
        return lines.named("desktop").orElseThrow();
    }

    double failedPolls(String reason) {
        return meters.counter("kernelgraft.poll.failed", "reason", reason).count();
    }

    void awaitPolls(int count) {
        double enough = meters.counter("kernelgraft.poll.succeeded").count() + count;
        await().atMost(SOON)
                .until(() -> meters.counter("kernelgraft.poll.succeeded").count() >= enough);
    }

    RefusedRelease awaitRefused(long build) {
        await().atMost(SOON).until(() -> refused(build).isPresent());
        return refused(build).orElseThrow();
    }

    static Optional<RefusedRelease> refused(long build) {
        return QuarkusTransaction.requiringNew()
                .call(() -> RefusedRelease.<RefusedRelease>find("build", build).firstResultOptional());
    }

    KernelReleased awaitReleased(String version) {
        await().atMost(SOON)
                .until(() -> !released(version).isEmpty() && rebuilds(version).size() >= 2);
        assertThat(released(version)).hasSize(1);
        return released(version).getFirst();
    }

    List<KernelReleased> released(String version) {
        return told.released(version);
    }

    List<Rebuild> rebuilds(String version) {
        return told.rebuilds(version);
    }
}
