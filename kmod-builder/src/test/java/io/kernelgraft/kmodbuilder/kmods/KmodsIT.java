package io.kernelgraft.kmodbuilder.kmods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildId;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.kmodbuilder.cache.BuiltKmod;
import io.kernelgraft.kmodbuilder.cache.KmodKey;
import io.kernelgraft.kmodbuilder.cache.KmodTable;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.lab.testing.KafkaPeer;
import io.kernelgraft.lab.testing.LabServices;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service from record to record, as far as that goes without root. */
@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(KmodBuilderLab.class)
class KmodsIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Registry registry;

    @Inject
    Lines lines;

    @Inject
    KmodTable table;

    private KafkaPeer kafka;

    @BeforeEach
    void connect() {
        Assumptions.assumeTrue(
                RegistryProcess.missing().isEmpty(),
                () -> RegistryProcess.missing().orElseThrow());
        kafka = new KafkaPeer();
    }

    @AfterEach
    void disconnect() {
        if (kafka != null) {
            kafka.close();
        }
    }

    @Test
    void shouldAnswerALineWithoutKmodsWithAnEmptyArtifact() {
        // Given
        Rebuild rebuild = rebuild("plain", snapshot("application/vnd.kernelgraft.kernel-snapshot.v1"));

        // When
        KmodsBuilt built = (KmodsBuilt) answer(rebuild);

        // Then
        assertThat(built.rebuild()).isEqualTo(rebuild);
        assertThat(built.kmods()).isEmpty();
        Manifest artifact = registry.manifest(built.artifact());
        assertThat(artifact.artifactType()).isEqualTo("application/vnd.kernelgraft.kmods.v1");
        assertThat(artifact.layers()).isEmpty();
        assertThat(artifact.annotations()).containsEntry("io.kernelgraft.kver", "7.2.0-1.x86_64");
    }

    @Test
    void shouldSayThatWhatItWasGivenIsNoSnapshot() {
        Rebuild rebuild = rebuild("kmods", snapshot("application/vnd.example"));

        StageFailed failed = (StageFailed) answer(rebuild);

        assertThat(failed.stage()).isEqualTo("kmods");
        assertThat(failed.kind()).isEqualTo(FailureKind.UPSTREAM);
        assertThat(failed.reason()).isEqualTo("SNAPSHOT_UNUSABLE");
        assertThat(failed.message())
                .isEqualTo("snapshot " + rebuild.snapshot() + ": is 'application/vnd.example',"
                        + " expected application/vnd.kernelgraft.kernel-snapshot.v1");
    }

    @Test
    void shouldSayThatAReleaseHasNoHeaders() {
        StageFailed failed =
                (StageFailed) answer(rebuild("kmods", snapshot("application/vnd.kernelgraft.kernel-snapshot.v1")));

        assertThat(failed.reason()).isEqualTo("DEVEL_MISSING");
        assertThat(failed.message()).contains("has no package kernel-cachyos-devel; it has []");
    }

    @Test
    void shouldRememberWhatWasBuilt() {
        // Given
        KmodKey key = new KmodKey("c".repeat(64));
        ImageReference artifact = artifacts().withDigest(Digest.ofSha256Hex("d".repeat(64)));
        Descriptor rpm = new Descriptor("application/x-rpm", Digest.ofSha256Hex("e".repeat(64)), 5).titled("kmod.rpm");

        // When
        table.keep(key, "vpoll", new BuiltKmod(artifact, List.of(), List.of()));
        table.keep(key, "vpoll", new BuiltKmod(artifact, List.of(rpm), List.of("vpoll")));

        // Then
        assertThat(table.find(key)).contains(new BuiltKmod(artifact, List.of(rpm), List.of("vpoll")));
        table.forget(key);
        assertThat(table.find(key)).isEmpty();
    }

    @Test
    void shouldRememberWhatDidNotCompileForAWhile() {
        // Given
        KmodKey key = new KmodKey("f".repeat(64));
        ImageReference artifact = artifacts().withDigest(Digest.ofSha256Hex("d".repeat(64)));

        // When
        table.keepFailure(key, "vpoll", "an earlier reason");
        table.keepFailure(key, "vpoll", "vpoll.c:1: error: no");

        // Then
        assertThat(table.findFailure(key, Duration.ofHours(1))).contains("vpoll.c:1: error: no");
        assertThat(table.findFailure(key, Duration.ZERO)).isEmpty();
        table.keep(key, "vpoll", new BuiltKmod(artifact, List.of(), List.of("vpoll")));
        assertThat(table.findFailure(key, Duration.ofHours(1))).isEmpty();
    }

    private EventData answer(Rebuild rebuild) {
        kafka.sendAttested(new RebuildRequested(rebuild, "a test"));
        await().atMost(SOON).until(() -> !answers(rebuild).isEmpty());
        return answers(rebuild).getFirst().data();
    }

    private List<Event> answers(Rebuild rebuild) {
        List<Event> built = kafka.events("kmods.built", rebuild.id());
        return built.isEmpty() ? kafka.events("stage.failed", rebuild.id()) : built;
    }

    private ImageReference artifacts() {
        return lines.named("plain").orElseThrow().line().artifacts();
    }

    private ImageReference snapshot(String type) {
        return registry.pushArtifact(artifacts(), type, List.of(), Map.of());
    }

    private Rebuild rebuild(String name, ImageReference snapshot) {
        LoadedLine line = lines.named(name).orElseThrow();
        Digest base = Digest.ofSha256Hex("b".repeat(64));
        return new Rebuild(
                RebuildId.of(name, line.sha256(), base, snapshot.pinned(), List.of()),
                name,
                line.sha256(),
                artifacts().withDigest(base),
                line.line().base().toString(),
                Nevra.parse("kernel-cachyos-core-7.2.0-1.x86_64"),
                new Kver("7.2.0-1.x86_64"),
                snapshot,
                List.of(),
                Instant.now());
    }
}
