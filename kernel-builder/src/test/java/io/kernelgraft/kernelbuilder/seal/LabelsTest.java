package io.kernelgraft.kernelbuilder.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelsTest {
    private static final String BASE = "sha256:" + "1".repeat(64);
    private static final String SNAPSHOT = "localhost:5000/lab/artifacts@sha256:" + "2".repeat(64);
    private final Rebuild rebuild = new Rebuild(
            "rb-0011223344556677",
            "desktop",
            "ab".repeat(32),
            ImageReference.parse("localhost:5000/lab/base@" + BASE),
            "localhost:5000/lab/base:stable",
            Nevra.parse("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64"),
            new Kver("7.2.0-cachyos1.fc44.x86_64"),
            ImageReference.parse(SNAPSHOT),
            List.of(),
            Instant.parse("2026-11-23T03:00:00Z"));

    @Test
    void shouldOverwriteEveryInheritedLabelThatWouldBeWrong() throws Exception {
        // Given
        JsonNode base = new ObjectMapper().readTree("""
                {"config": {"Labels": {"org.opencontainers.image.version": "44.20261101.0", "ostree.linux": "6.12.0"}}}""");
        List<KmodOutcome> kmods = List.of(
                new KmodOutcome("xone", KmodOutcome.Status.BUILT, true, List.of("a.rpm"), List.of("xone"), ""),
                new KmodOutcome("vpoll", KmodOutcome.Status.BUILT, true, List.of("b.rpm"), List.of("vpoll"), ""),
                new KmodOutcome("v4l2loopback", KmodOutcome.Status.FAILED, false, List.of(), List.of(), "undefined"),
                new KmodOutcome("zfs", KmodOutcome.Status.SKIPPED, false, List.of(), List.of(), "no akmod"));

        // When
        Map<String, String> labels = Labels.of(rebuild, kmods, base);

        // Then
        assertThat(labels)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("containers.bootc", "1"),
                        Map.entry("ostree.bootable", "true"),
                        Map.entry("ostree.linux", "7.2.0-cachyos1.fc44.x86_64"),
                        Map.entry("org.opencontainers.image.version", "44.20261101.0+7.2.0-cachyos1.fc44"),
                        Map.entry("org.opencontainers.image.revision", "ab".repeat(32)),
                        Map.entry("org.opencontainers.image.created", "2026-11-23T03:00:00Z"),
                        Map.entry("org.opencontainers.image.base.name", "localhost:5000/lab/base:stable"),
                        Map.entry("org.opencontainers.image.base.digest", BASE),
                        Map.entry("io.kernelgraft.line", "desktop"),
                        Map.entry("io.kernelgraft.rebuild", "rb-0011223344556677"),
                        Map.entry("io.kernelgraft.kernel", "kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64"),
                        Map.entry("io.kernelgraft.snapshot", SNAPSHOT),
                        Map.entry("io.kernelgraft.kmods", "xone,vpoll"),
                        Map.entry("io.kernelgraft.kmods.missing", "v4l2loopback=failed,zfs=skipped"),
                        Map.entry("io.kernelgraft.kmod.v4l2loopback.missing", "failed: undefined"),
                        Map.entry("io.kernelgraft.kmod.zfs.missing", "skipped: no akmod")));
    }

    @Test
    void shouldBeTheKernelsVersionWhereTheBaseHasNone() throws Exception {
        assertThat(Labels.of(rebuild, List.of(), new ObjectMapper().readTree("{}")))
                .containsEntry("org.opencontainers.image.version", "7.2.0-cachyos1.fc44");
    }
}
