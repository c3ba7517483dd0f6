package io.kernelgraft.watcher.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.lab.copr.RequestLog;
import io.kernelgraft.lab.process.FileTree;
import io.kernelgraft.lab.testing.Ending;
import io.kernelgraft.lab.testing.LabServices;
import io.kernelgraft.lab.testing.Reproduces;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.watcher.release.RefusedRelease;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Releases that are not as one would expect them. */
@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(WatcherLab.class)
class OddReleaseIT extends WatchedCopr {
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
}
