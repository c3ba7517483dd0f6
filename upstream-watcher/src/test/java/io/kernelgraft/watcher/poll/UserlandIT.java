package io.kernelgraft.watcher.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.lab.copr.CoprProject;
import io.kernelgraft.lab.copr.Fault;
import io.kernelgraft.lab.copr.RequestLog;
import io.kernelgraft.lab.fault.LabFault;
import io.kernelgraft.lab.testing.Ending;
import io.kernelgraft.lab.testing.LabServices;
import io.kernelgraft.lab.testing.Reproduces;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * A COPR with a kernel's project and a sibling of it; of two lines with that kernel, {@code gaming} takes userland from the
 * sibling and {@code desktop} does not.
 */
@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(value = WatcherLab.class, initArgs = @ResourceArg(name = WatcherLab.USERLAND, value = "true"))
class UserlandIT extends WatchedCopr {
    private static final CoprProject SIBLING =
            new CoprProject("bieszczaders", "kernel-cachyos-addons", "fedora-44-x86_64");

    @Override
    List<CoprProject> siblings() {
        return List.of(SIBLING);
    }

    @Test
    void shouldPinTheNewestUserlandAndAskAgainWhenThereIsANewerOne() throws Exception {
        // Given
        publishUserland("1.0");

        // When
        publishKernel("7.4.1");

        // Then
        Rebuild first = awaitRebuilds("7.4.1", "gaming", 1).getFirst();
        assertThat(first.userland()).hasSize(1);
        assertKept(first.userland().getFirst(), "1.0");
        assertThat(awaitRebuilds("7.4.1", "desktop", 1).getFirst().userland()).isEmpty();

        // When
        publishUserland("1.1");

        // Then
        RebuildRequested again = awaitOtherThan(first);
        Rebuild second = again.rebuild();
        assertThat(second.snapshot()).isEqualTo(first.snapshot());
        assertThat(second.userland()).doesNotContainAnyElementsOf(first.userland());
        assertKept(second.userland().getFirst(), "1.1");
        assertThat(again.reason()).isEqualTo("newer userland for kernel-cachyos-core-7.4.1-cachyos1.fc44.x86_64");
        awaitPolls(2);
        assertThat(told.released("7.4.1")).hasSize(1);
        assertThat(told.rebuilds("7.4.1", "desktop")).hasSize(1);
        assertThat(told.rebuilds("7.4.1", "gaming")).hasSize(2);
    }

    /** Another rebuild of the same line and kernel; which of the two is read first, topics do not say. */
    private RebuildRequested awaitOtherThan(Rebuild first) {
        awaitRebuilds(first.kernel().version(), first.line(), 2);
        return told.requests(first.kernel().version()).stream()
                .filter(requested -> requested.rebuild().line().equals(first.line()))
                .filter(requested -> !requested.rebuild().id().equals(first.id()))
                .findFirst()
                .orElseThrow();
    }

    private void assertKept(ImageReference userland, String version) throws Exception {
        Manifest snapshot = registry.manifest(userland);
        assertThat(snapshot.artifactType()).isEqualTo("application/vnd.kernelgraft.userland-snapshot.v1");
        assertThat(snapshot.layers()).hasSize(1);
        Descriptor layer = snapshot.layers().getFirst();
        assertThat(layer.mediaType()).isEqualTo("application/x-rpm");
        assertThat(layer.title()).contains("scx-scheds-" + version + "-1.fc44.x86_64.rpm");
        Path fetched = Files.createTempDirectory(directory, "fetched").resolve("rpm");
        registry.fetchBlob(userland, layer, fetched);
        assertThat(Files.mismatch(
                        fetched,
                        release("userland-" + version).resolve(layer.title().orElseThrow())))
                .isEqualTo(-1);
    }

    @Test
    void shouldAnnounceTheKernelAndLetOnlyTheLineWaitWhileTheSiblingIsAway() {
        // Given
        publishUserland("1.2");
        copr.on(Fault.UNAVAILABLE, SIBLING);

        // When
        double before = postponed("UPSTREAM_UNAVAILABLE");
        publishKernel("7.4.2");

        // Then
        awaitRebuilds("7.4.2", "desktop", 1);
        assertThat(told.released("7.4.2")).hasSize(1);
        await().atMost(SOON).until(() -> postponed("UPSTREAM_UNAVAILABLE") >= before + 2);
        assertThat(told.rebuilds("7.4.2", "gaming")).isEmpty();

        // When
        copr.off(Fault.UNAVAILABLE);

        // Then
        assertThat(awaitRebuilds("7.4.2", "gaming", 1).getFirst().userland()).hasSize(1);
        assertThat(told.rebuilds("7.4.2", "desktop")).hasSize(1);
    }

    @Test
    void shouldWaitForAGoodBuildAndTakeNoOlderOneWhenUserlandIsRefused() throws Exception {
        // Given
        publishUserland("1.3");
        publishKernel("7.4.3");
        awaitRebuilds("7.4.3", "gaming", 1);
        copr.on(Fault.BAD_SIGNATURE, SIBLING);
        long spoiled = publishUserland("1.4");
        await().atMost(SOON).until(() -> refused(spoiled).isPresent());
        assertThat(refused(spoiled).orElseThrow().kind).isEqualTo("POLICY");
        assertThat(refused(spoiled).orElseThrow().reason).isEqualTo("RPM_BAD_SIGNATURE");

        // When
        double before = postponed("RPM_BAD_SIGNATURE");
        publishKernel("7.4.4");

        // Then
        awaitRebuilds("7.4.4", "desktop", 1);
        await().atMost(SOON).until(() -> postponed("RPM_BAD_SIGNATURE") >= before + 2);
        assertThat(told.rebuilds("7.4.4", "gaming")).isEmpty();

        // When
        copr.off(Fault.BAD_SIGNATURE);
        publishUserland("1.5");

        // Then
        assertKept(awaitRebuilds("7.4.4", "gaming", 1).getFirst().userland().getFirst(), "1.5");
    }

    @Test
    @Reproduces(
            rows = "H8",
            faults = LabFault.COPR_BROWN_OUT,
            stage = "watcher",
            prevented = "what broke off is fetched when the upstream is back, within the same look")
    void shouldOutlastABrownOutInMidDownload() {
        // Given
        double before = failedPolls("UPSTREAM_UNAVAILABLE");
        copr.brownOut(Duration.ofSeconds(4));

        // When
        long build = publishKernel("7.4.5");

        // Then
        await().atMost(SOON).until(() -> told.released("7.4.5").size() == 1);
        assertThat(failedPolls("UPSTREAM_UNAVAILABLE")).isEqualTo(before);
        assertThat(refused(build)).isEmpty();
        assertThat(copr.requests())
                .filteredOn(asked -> asked.pathAndQuery().endsWith(".rpm"))
                .extracting(RequestLog.Entry::status)
                .contains(504);
    }

    @Test
    @Reproduces(
            rows = {"H8", "F46"},
            faults = LabFault.COPR_BROWN_OUT,
            stage = "watcher",
            kind = FailureKind.TRANSIENT,
            reason = "UPSTREAM_UNAVAILABLE")
    void shouldGiveTheLookUpButNotTheReleaseWhenABrownOutLastsLonger(TestInfo test) {
        // Given
        String away = Ending.of(test.getTestMethod()).reason();
        double before = failedPolls(away);
        copr.brownOut(Duration.ofSeconds(12));

        // When
        long build = publishKernel("7.4.6");

        // Then
        await().atMost(SOON).until(() -> failedPolls(away) >= before + 2);
        assertThat(told.released("7.4.6")).isEmpty();
        await().atMost(SOON).until(() -> told.released("7.4.6").size() == 1);
        assertThat(refused(build)).as("an outage is no verdict").isEmpty();
    }

    private long publishKernel(String version) {
        return copr.publish(KERNEL, release(version));
    }

    private long publishUserland(String version) {
        return copr.publish(SIBLING, release("userland-" + version));
    }

    private Path release(String name) {
        return directory.resolve("releases").resolve(name);
    }

    private double postponed(String reason) {
        return meters.counter("kernelgraft.rebuild.postponed", "reason", reason).count();
    }

    private List<Rebuild> awaitRebuilds(String version, String line, int count) {
        await().atMost(SOON).until(() -> told.rebuilds(version, line).size() >= count);
        assertThat(told.rebuilds(version, line)).hasSize(count);
        return told.rebuilds(version, line);
    }
}
