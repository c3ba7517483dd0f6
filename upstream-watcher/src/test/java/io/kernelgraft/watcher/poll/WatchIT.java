package io.kernelgraft.watcher.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.lab.copr.CoprProject;
import io.kernelgraft.lab.copr.CoprServer;
import io.kernelgraft.lab.copr.Fault;
import io.kernelgraft.lab.copr.RequestLog;
import io.kernelgraft.lab.fault.LabFault;
import io.kernelgraft.lab.process.FileTree;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.lab.rpm.RpmForge;
import io.kernelgraft.lab.testing.Ending;
import io.kernelgraft.lab.testing.LabServices;
import io.kernelgraft.lab.testing.Reproduces;
import io.kernelgraft.runtime.http.UpstreamHttp;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.workspace.Workspaces;
import io.kernelgraft.watcher.copr.CoprApi;
import io.kernelgraft.watcher.rebuild.RebuildRequests;
import io.kernelgraft.watcher.release.Announcement;
import io.kernelgraft.watcher.release.Refusals;
import io.kernelgraft.watcher.release.RefusedRelease;
import io.kernelgraft.watcher.release.ReleaseFetch;
import io.kernelgraft.watcher.release.Snapshots;
import io.kernelgraft.watcher.release.Source;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Against the COPR look-alike; every test publishes a release of its own in the same project. */
@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(WatcherLab.class)
class WatchIT {
    private static final Duration SOON = Duration.ofSeconds(30);

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

    private Announcements told;
    private CoprServer copr;

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
                directory.resolve("copr"), new CoprProject("bieszczaders", "kernel-cachyos", "fedora-44-x86_64"), port);
        for (Fault fault : Fault.values()) {
            copr.off(fault);
        }
        told = new Announcements();
    }

    private static void skipUnless(Optional<String> missing) {
        Assumptions.assumeTrue(missing.isEmpty(), () -> "not installed: " + missing.orElseThrow());
    }

    @AfterEach
    void stop() {
        if (told != null) {
            told.close();
            copr.close();
        }
    }

    @Test
    @Reproduces(
            rows = "F53",
            stage = "watcher",
            prevented = "the release bears the name of the package that owns vmlinuz")
    void shouldAnnounceAReleaseOnceWithOneRebuildForEachLine() throws Exception {
        // When
        long build = publish("7.2.1");

        // Then
        KernelReleased released = awaitReleased("7.2.1");
        assertThat(released.source()).isEqualTo("copr:bieszczaders/kernel-cachyos");
        assertThat(released.chroot()).isEqualTo("fedora-44-x86_64");
        assertThat(released.build()).isEqualTo(build);
        assertThat(released.kernel().name()).isEqualTo("kernel-cachyos-core");
        assertThat(released.kver()).isEqualTo(new Kver("7.2.1-cachyos1.fc44.x86_64"));
        assertThat(released.rpms())
                .extracting(rpm -> rpm.nevra().name())
                .containsExactly("kernel-cachyos", "kernel-cachyos-core", "kernel-cachyos-devel");

        Manifest snapshot = registry.manifest(released.snapshot());
        assertThat(snapshot.artifactType()).isEqualTo("application/vnd.kernelgraft.kernel-snapshot.v1");
        assertThat(snapshot.layers()).extracting(Descriptor::mediaType).containsOnly("application/x-rpm");
        for (Descriptor layer : snapshot.layers()) {
            Path fetched = Files.createTempDirectory(directory, "fetched").resolve("rpm");
            registry.fetchBlob(released.snapshot(), layer, fetched);
            assertThat(Files.mismatch(
                            fetched,
                            directory
                                    .resolve("releases/7.2.1")
                                    .resolve(layer.title().orElseThrow())))
                    .isEqualTo(-1);
        }

        List<Rebuild> rebuilds = rebuilds("7.2.1");
        assertThat(rebuilds).extracting(Rebuild::line).containsExactlyInAnyOrder("desktop", "handheld");
        Digest base = registry.resolve(line().line().base()).orElseThrow();
        assertThat(rebuilds).allSatisfy(rebuild -> {
            assertThat(rebuild.base().pinned()).isEqualTo(base);
            assertThat(rebuild.baseName()).isEqualTo(line().line().base().toString());
            assertThat(rebuild.snapshot()).isEqualTo(released.snapshot());
            assertThat(rebuild.kernel()).isEqualTo(released.kernel());
        });
    }

    /** A second process with the same database: nothing in memory, everything read anew. */
    @Test
    void shouldNotAnnounceAgainAfterARestart() {
        // Given
        publish("7.2.2");
        awaitReleased("7.2.2");
        SourceWatch restarted = new SourceWatch(
                new CoprApi(http), fetch, snapshots, announcement, requests, refusals, workspaces, meters);

        // When
        restarted.look(Source.of(line().line()), lines.all());
        awaitPolls(2);

        // Then
        assertThat(released("7.2.2")).hasSize(1);
        assertThat(rebuilds("7.2.2")).hasSize(2);
    }

    @Test
    void shouldAskConditionallyAndOnceForBothLines() {
        publish("7.2.3");
        awaitReleased("7.2.3");
        awaitPolls(3);

        List<RequestLog.Entry> asked = copr.requests();
        assertThat(asked.getLast().status()).isEqualTo(304);
        assertThat(asked)
                .filteredOn(entry -> entry.pathAndQuery().contains("kernel-cachyos-core-7.2.3"))
                .hasSize(1);
    }

    @Test
    @Reproduces(
            rows = "F46",
            faults = LabFault.COPR_UNAVAILABLE,
            stage = "watcher",
            kind = FailureKind.TRANSIENT,
            reason = "UPSTREAM_UNAVAILABLE")
    void shouldNotAnnounceAnythingWhileTheCoprIsAwayOrAnswersHtml() {
        // Given
        copr.on(Fault.UNAVAILABLE);
        publish("7.2.4");
        double away = failedPolls("UPSTREAM_UNAVAILABLE");
        await().atMost(SOON).until(() -> failedPolls("UPSTREAM_UNAVAILABLE") > away);
        copr.on(Fault.HTML);
        copr.off(Fault.UNAVAILABLE);
        double garbled = failedPolls("UPSTREAM_GARBLED");
        await().atMost(SOON).until(() -> failedPolls("UPSTREAM_GARBLED") > garbled);
        assertThat(released("7.2.4")).isEmpty();

        // When
        copr.off(Fault.HTML);

        // Then
        awaitReleased("7.2.4");
    }

    @Test
    @Reproduces(
            rows = "F48",
            faults = LabFault.COPR_STALE_REPODATA,
            stage = "watcher",
            kind = FailureKind.TRANSIENT,
            reason = "REPODATA_LAG")
    void shouldWaitUntilTheBuildIsInTheRepodata(TestInfo test) {
        // Given
        String lag = Ending.of(test.getTestMethod()).reason();
        copr.on(Fault.STALE_REPODATA);
        double before = failedPolls(lag);
        long build = publish("7.2.5");
        await().atMost(SOON).until(() -> failedPolls(lag) >= before + 2);
        assertThat(released("7.2.5")).isEmpty();
        assertThat(refused(build)).as("what is only late").isEmpty();

        // When
        copr.off(Fault.STALE_REPODATA);

        // Then
        awaitReleased("7.2.5");
    }

    @Test
    void shouldRefuseATruncatedRpmUntilItIsWhole() {
        // Given
        copr.on(Fault.TRUNCATED_RPM);
        long build = publish("7.2.6");
        RefusedRelease refused = awaitRefused(build);
        assertThat(refused.reason).isEqualTo("RPM_DAMAGED");
        assertThat(refused.message).startsWith("2 tries: GET http://127.0.0.1:").contains("the repository says");
        assertThat(released("7.2.6")).isEmpty();

        // When
        copr.off(Fault.TRUNCATED_RPM);

        // Then
        awaitReleased("7.2.6");
        assertThat(awaitRefused(build).resolvedAt).isNotNull();
    }

    @Test
    void shouldRefuseWhatIsNotSignedByThePinnedKey() {
        RefusedRelease unsigned = awaitRefused(publish("unsigned"));
        assertThat(unsigned.kind).isEqualTo("POLICY");
        assertThat(unsigned.reason).isEqualTo("RPM_UNSIGNED");
        assertThat(released("7.3.1")).isEmpty();

        RefusedRelease stranger = awaitRefused(publish("stranger"));
        assertThat(stranger.reason).isEqualTo("RPM_WRONG_KEY");
        assertThat(released("7.3.2")).isEmpty();

        copr.on(Fault.BAD_SIGNATURE);
        RefusedRelease spoiled = awaitRefused(publish("7.2.1"));
        assertThat(spoiled.reason).isEqualTo("RPM_BAD_SIGNATURE");
    }

    @Test
    @Reproduces(rows = "H9", stage = "watcher", kind = FailureKind.UPSTREAM, reason = "DEVEL_MISMATCH")
    void shouldRefuseHeadersOfAnotherBuild(TestInfo test) {
        double before = meters.counter("kernelgraft.release.refused", "reason", "DEVEL_MISMATCH")
                .count();

        RefusedRelease mismatch = awaitRefused(publish("mismatch"));
        assertEnds(mismatch, test);
        assertThat(mismatch.message)
                .isEqualTo("kernel-cachyos-devel-7.3.4-cachyos1.fc44.x86_64 does not belong to"
                        + " kernel-cachyos-core-7.3.3-cachyos1.fc44.x86_64");
        assertThat(meters.counter("kernelgraft.release.refused", "reason", "DEVEL_MISMATCH")
                        .count())
                .isGreaterThan(before);

        assertThat(released("7.3.3")).isEmpty();
    }

    @Test
    @Reproduces(rows = "F56", stage = "watcher", kind = FailureKind.UPSTREAM, reason = "PACKAGE_MISSING")
    void shouldRefuseAKernelWithoutHeaders(TestInfo test) {
        RefusedRelease incomplete = awaitRefused(publish("incomplete"));
        assertEnds(incomplete, test);
        assertThat(incomplete.message).contains("has no kernel-cachyos-devel for x86_64");
        assertThat(released("7.3.5")).isEmpty();
    }

    private static void assertEnds(RefusedRelease refused, TestInfo test) {
        Ending ending = Ending.of(test.getTestMethod());
        assertThat(refused.kind).isEqualTo(ending.kind().name());
        assertThat(refused.reason).isEqualTo(ending.reason());
    }

    @Test
    @Reproduces(rows = "F52", stage = "watcher", prevented = "the kver is the directory that the RPM has, unread")
    void shouldTakeAnOddVersionAsItIs() {
        // When
        publish("odd");

        // Then
        KernelReleased released = awaitReleased("7.2.9~rc3");
        assertThat(released.kver()).isEqualTo(new Kver("7.2.9-rc3_lts1.lto-201+x86"));
        assertThat(released.kernel()).hasToString("kernel-cachyos-core-7.2.9~rc3-201.lts1.lto.x86_64");
    }

    @Test
    @Reproduces(
            rows = "F50",
            stage = "watcher",
            prevented = "only the line's chroot is asked for, whatever the base is")
    void shouldAskForTheChrootOfTheLineWhateverTheBaseCallsItself() throws Exception {
        // Given
        Path osRelease = Files.writeString(
                Files.createTempDirectory(directory, "base").resolve("os-release"), "ID=aurora\nVERSION_ID=43\n");
        ImageReference base = line().line().base();
        Descriptor layer = registry.pushBlob(base, "text/plain", osRelease).titled("os-release");
        registry.tag(
                registry.manifest(
                        registry.pushArtifact(base, "application/vnd.example.image", List.of(layer), Map.of())),
                "stable");

        // When
        publish("7.2.7");

        // Then
        assertThat(awaitReleased("7.2.7").chroot()).isEqualTo("fedora-44-x86_64");
        assertThat(copr.requests())
                .extracting(RequestLog.Entry::pathAndQuery)
                .filteredOn(asked -> asked.contains("chrootname="))
                .isNotEmpty()
                .allMatch(asked -> asked.endsWith("chrootname=fedora-44-x86_64"));
    }

    @Test
    @Reproduces(rows = "F54", stage = "watcher", prevented = "the snapshot has every RPM when the upstream has none")
    void shouldNeedTheUpstreamNoMoreOnceAReleaseIsAnnounced() throws Exception {
        // Given
        long build = publish("7.2.8");
        KernelReleased released = awaitReleased("7.2.8");
        Path results = directory.resolve("copr/results/bieszczaders/kernel-cachyos/fedora-44-x86_64");

        // When
        FileTree.delete(results.resolve("%08d-kernel-cachyos".formatted(build)));

        // Then
        List<Descriptor> layers = registry.manifest(released.snapshot()).layers();
        assertThat(layers).hasSize(3);
        for (Descriptor layer : layers) {
            Path fetched = Files.createTempDirectory(directory, "pruned").resolve("rpm");
            registry.fetchBlob(released.snapshot(), layer, fetched);
            assertThat(fetched).hasSize(layer.size());
        }
        awaitPolls(2);
        assertThat(released("7.2.8")).hasSize(1);
    }

    private long publish(String release) {
        return copr.publish(directory.resolve("releases").resolve(release));
    }

    private LoadedLine line() {
        return lines.named("desktop").orElseThrow();
    }

    private double failedPolls(String reason) {
        return meters.counter("kernelgraft.poll.failed", "reason", reason).count();
    }

    private void awaitPolls(int count) {
        double enough = meters.counter("kernelgraft.poll.succeeded").count() + count;
        await().atMost(SOON)
                .until(() -> meters.counter("kernelgraft.poll.succeeded").count() >= enough);
    }

    private RefusedRelease awaitRefused(long build) {
        await().atMost(SOON).until(() -> refused(build).isPresent());
        return refused(build).orElseThrow();
    }

    private static Optional<RefusedRelease> refused(long build) {
        return QuarkusTransaction.requiringNew()
                .call(() -> RefusedRelease.<RefusedRelease>find("build", build).firstResultOptional());
    }

    private KernelReleased awaitReleased(String version) {
        await().atMost(SOON)
                .until(() -> !released(version).isEmpty() && rebuilds(version).size() >= 2);
        assertThat(released(version)).hasSize(1);
        return released(version).getFirst();
    }

    private List<KernelReleased> released(String version) {
        return told.released(version);
    }

    private List<Rebuild> rebuilds(String version) {
        return told.rebuilds(version);
    }
}
