package io.kernelgraft.watcher.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.lab.copr.Fault;
import io.kernelgraft.lab.copr.RequestLog;
import io.kernelgraft.lab.fault.LabFault;
import io.kernelgraft.lab.testing.Ending;
import io.kernelgraft.lab.testing.LabServices;
import io.kernelgraft.lab.testing.Reproduces;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.watcher.copr.CoprApi;
import io.kernelgraft.watcher.release.RefusedRelease;
import io.kernelgraft.watcher.release.Source;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Polling, announcing, and what must not be announced. */
@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(WatcherLab.class)
class WatchIT extends WatchedCopr {
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
}
