package io.kernelgraft.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.attestation.Statement;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodOutcome.Status;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.PayloadSigned.Payload;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildId;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.event.SigningAudited;
import io.kernelgraft.contract.event.SigningAudited.Result;
import io.kernelgraft.contract.event.SigningKeyUse;
import io.kernelgraft.contract.event.SigningRequest;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.contract.pipeline.Author;
import io.kernelgraft.lab.attestation.AttestedEvent;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.lab.testing.KafkaPeer;
import io.kernelgraft.lab.testing.LabServices;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.registry.Sha256;
import io.kernelgraft.signer.testing.Bench;
import io.kernelgraft.signer.testing.SignerLab;
import io.kernelgraft.signer.testing.TestRelease;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service on a real broker, database and registry. */
@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(SignerLab.class)
class SignerIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final KmodOutcome MIMIC =
            new KmodOutcome("mimic", Status.BUILT, true, List.of(TestRelease.KMOD), List.of("mimic"), "");

    @Inject
    Registry registry;

    @Inject
    Lines lines;

    @ConfigProperty(name = "test.release")
    Path release;

    @ConfigProperty(name = "kernelgraft.signer.keys.directory")
    Path keys;

    @Inject
    DataSource database;

    private KafkaPeer kafka;

    @BeforeEach
    void connect() {
        assumeTrue(
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
    void shouldSignTheKernelOfARequestedRebuild() throws Exception {
        // Given
        Rebuild rebuild = rebuild(snapshot());
        // When
        kafka.sendAttested(new RebuildRequested(rebuild, "a test"));
        // Then
        PayloadSigned signed = (PayloadSigned) answer(rebuild);
        assertThat(signed.payload()).isEqualTo(Payload.KERNEL);
        assertThat(signed.files()).isEqualTo(2);
        assertThat(paths(signed)).containsExactly(Bench.TREE + "kernel/fs/b.ko", Bench.TREE + "vmlinuz");
        Manifest manifest = registry.manifest(signed.layer());
        assertThat(manifest.artifactType()).isEqualTo("application/vnd.kernelgraft.signed-payload.v1");
        assertThat(manifest.layers().getFirst().mediaType()).isEqualTo("application/vnd.oci.image.layer.v1.tar");
        assertThat(manifest.annotations())
                .containsEntry("io.kernelgraft.kver", Bench.KVER.value())
                .containsEntry("io.kernelgraft.certificate-sha256", signed.certificateSha256());
    }

    @Test
    void shouldSignTheKmodsThatWereBuilt() throws Exception {
        // Given
        ImageReference artifact = kmods();
        Rebuild rebuild = rebuild(artifact);
        // When
        kafka.sendAttested(new KmodsBuilt(rebuild, artifact, List.of(MIMIC)));
        // Then
        PayloadSigned signed = (PayloadSigned) answer(rebuild);
        assertThat(signed.payload()).isEqualTo(Payload.KMODS);
        assertThat(signed.kmods()).containsExactly(MIMIC);
        assertThat(signed.kmodArtifact()).isEqualTo(artifact);
        assertThat(paths(signed)).containsExactly(Bench.TREE + "extra/mimic/mimic.ko");
    }

    @Test
    void shouldFailAsPolicyWhenTheKeyIsAway() throws Exception {
        // Given
        Path key = keys.resolve("lab-mok.key");
        Path away = Files.move(key, key.resolveSibling("away"));
        Rebuild rebuild = rebuild(snapshot());
        try {
            // When
            kafka.sendAttested(new RebuildRequested(rebuild, "a test"));
            // Then
            StageFailed failed = (StageFailed) answer(rebuild);
            assertThat(failed.kind()).isEqualTo(FailureKind.POLICY);
            assertThat(failed.reason()).isEqualTo("SIGNING_KEY_MISSING");
            assertThat(failed.message()).contains("lab-mok.key");
        } finally {
            Files.move(away, key);
        }
    }

    @Test
    void shouldRefuseASnapshotThatWasPutTogetherByAnother() throws Exception {
        // Given an unsigned package under the kernel's name
        Path forged = Files.copy(
                release.resolve(TestRelease.KMOD),
                Files.createTempDirectory(release, "forged").resolve(TestRelease.CORE));
        Descriptor layer =
                registry.pushBlob(repository(), "application/x-rpm", forged).titled(TestRelease.CORE);
        Rebuild rebuild = rebuild(registry.pushArtifact(
                repository(), "application/vnd.kernelgraft.kernel-snapshot.v1", List.of(layer), Map.of()));
        // When
        kafka.sendAttested(new RebuildRequested(rebuild, "a test"));
        // Then
        StageFailed failed = (StageFailed) answer(rebuild);
        assertThat(failed.kind()).isEqualTo(FailureKind.POLICY);
        assertThat(failed.reason()).isEqualTo("RPM_UNSIGNED");
    }

    @Test
    void shouldRecordWhoAskedForWhatByWhichKeyAndWhatCameOfIt() throws Exception {
        // Given
        Rebuild rebuild = rebuild(snapshot());
        Rebuild refused = rebuild(artifact("application/vnd.kernelgraft.other", TestRelease.CORE, Map.of()));
        // When
        String asked = kafka.sendAttested(new RebuildRequested(rebuild, "a test"));
        kafka.sendAttested(new RebuildRequested(refused, "a test"));
        // Then
        PayloadSigned signed = (PayloadSigned) answer(rebuild);
        SigningAudited record = audited(rebuild);
        assertThat(record.requests()).containsExactly(new SigningRequest("rebuild.requested", asked));
        assertThat(record.inputs()).containsExactly(rebuild.snapshot());
        assertThat(record.keys()).containsExactly(new SigningKeyUse("lab-mok", signed.certificateSha256()));
        assertThat(record.result()).isEqualTo(Result.SIGNED);
        assertThat(record.reason()).isNull();
        assertThat(record.files()).isEqualTo(2);
        assertThat(record.layer()).isEqualTo(signed.layer());
        assertThat(names(record.evidence())).contains("signed-files.txt");
        SigningAudited no = audited(refused);
        assertThat(no.result()).isEqualTo(Result.REFUSED);
        assertThat(no.reason()).isEqualTo("SNAPSHOT_INVALID");
        assertThat(no.layer()).isNull();
        assertThat(no.keys()).isEqualTo(record.keys());
    }

    @Test
    void shouldLetNobodyChangeTheAuditNotEvenItself() throws Exception {
        // Given
        Rebuild rebuild = rebuild(snapshot());
        kafka.sendAttested(new RebuildRequested(rebuild, "a test"));
        SigningAudited record = audited(rebuild);
        try (Connection connection = database.getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            // When
            for (String change : List.of(
                    "update signing_audit set result = 'SIGNED'",
                    "delete from signing_audit where false",
                    "truncate signing_audit")) {
                assertThatThrownBy(() -> statement.execute(change)).hasMessageContaining("append-only");
            }
            // Then
            try (ResultSet rows =
                    statement.executeQuery("select record from signing_audit where rebuild = '" + rebuild.id() + "'")) {
                assertThat(rows.next()).isTrue();
                assertThat(EventCodec.json().readValue(rows.getString(1), SigningAudited.class))
                        .isEqualTo(record);
                assertThat(rows.next()).isFalse();
            }
        }
    }

    private SigningAudited audited(Rebuild rebuild) {
        await().atMost(SOON)
                .until(() -> !kafka.events("signing.audited", rebuild.id()).isEmpty());
        List<Event> records = kafka.events("signing.audited", rebuild.id());
        assertThat(records).hasSize(1);
        return (SigningAudited) records.getFirst().data();
    }

    private List<String> names(ImageReference artifact) {
        return registry.manifest(artifact).layers().stream()
                .map(layer -> layer.title().orElse(""))
                .toList();
    }

    /** The issue's own words: forged records get nothing signed. Each of them would, were it true. */
    @Test
    void shouldSignNothingForAForger() throws Exception {
        // Given
        Rebuild forKernel = rebuild(snapshot());
        ImageReference kmods = kmods();
        Rebuild forKmods = rebuild(kmods);
        Set<Path> before = stored();
        // When
        kafka.send(new RebuildRequested(forKernel, "forged"));
        kafka.send(new KmodsBuilt(forKmods, kmods, List.of(MIMIC)));
        kafka.send(new CandidateSealed(forKernel, kmods, List.of(MIMIC)));
        kafka.send(new CandidateVerified(forKernel, kmods, List.of(), "tcg", 45_000));
        // Then
        refused(forKernel, "ATTESTATION_MISSING");
        refused(forKmods, "ATTESTATION_MISSING");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void shouldSignNoKmodsOnAnotherServicesWord() throws Exception {
        // Given: another builder's key, with which somebody says that the kmod builder made them
        ImageReference kmods = kmods();
        KmodsBuilt forged = new KmodsBuilt(rebuild(kmods), kmods, List.of(MIMIC));
        new AttestedEvent(forged, new Author("kernel-builder", "kmods"), KafkaPeer.keys()).push();
        Set<Path> before = stored();
        // When
        kafka.send(forged);
        // Then
        refused(forged.rebuild(), "ATTESTATION_KEY_UNKNOWN");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void shouldSignNoOtherKmodsThanTheBuilderAttested() throws Exception {
        // Given: what the builder said of an artifact, put where its word for another is looked for
        Rebuild rebuild = rebuild(kmods());
        KmodsBuilt genuine = new KmodsBuilt(rebuild, rebuild.snapshot(), List.of());
        KmodsBuilt forged = new KmodsBuilt(rebuild, kmods(), List.of(MIMIC));
        new AttestedEvent(genuine, KafkaPeer.keys()).push(Statement.tag(forged));
        Set<Path> before = stored();
        // When
        kafka.send(forged);
        // Then
        refused(rebuild, "ATTESTATION_WRONG");
        assertThat(stored()).isEqualTo(before);
    }

    private void refused(Rebuild rebuild, String reason) {
        StageFailed failed = (StageFailed) answer(rebuild);
        assertThat(failed.kind()).isEqualTo(FailureKind.POLICY);
        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(kafka.events("payload.signed", rebuild.id())).isEmpty();
    }

    /** Every file that the registry has. */
    private Set<Path> stored() throws IOException {
        try (Stream<Path> files = Files.walk(release.resolveSibling("registry").resolve("data"))) {
            return files.filter(Files::isRegularFile).collect(Collectors.toSet());
        }
    }

    private ImageReference kmods() {
        return artifact(
                "application/vnd.kernelgraft.kmods.v1", TestRelease.KMOD, Map.of("io.kernelgraft.kmod", "mimic"));
    }

    private EventData answer(Rebuild rebuild) {
        await().atMost(SOON).until(() -> !answers(rebuild).isEmpty());
        return answers(rebuild).getFirst().data();
    }

    private List<Event> answers(Rebuild rebuild) {
        List<Event> signed = kafka.events("payload.signed", rebuild.id());
        return signed.isEmpty() ? kafka.events("stage.failed", rebuild.id()) : signed;
    }

    private List<String> paths(PayloadSigned signed) throws Exception {
        List<String> paths = new ArrayList<>();
        Descriptor layer = registry.manifest(signed.layer()).layers().getFirst();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(registry.openBlob(signed.layer(), layer))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                paths.add(entry.getName());
            }
        }
        return paths;
    }

    private ImageReference snapshot() {
        return artifact("application/vnd.kernelgraft.kernel-snapshot.v1", TestRelease.CORE, Map.of());
    }

    private ImageReference artifact(String type, String file, Map<String, String> annotations) {
        Descriptor blob = registry.pushBlob(repository(), "application/x-rpm", release.resolve(file));
        Map<String, String> all = new java.util.HashMap<>(annotations);
        all.put(Descriptor.TITLE, file);
        return registry.pushArtifact(
                repository(),
                type,
                List.of(new Descriptor(blob.mediaType(), blob.digest(), blob.size(), all)),
                Map.of());
    }

    private LoadedLine line() {
        return lines.named("desktop").orElseThrow();
    }

    private ImageReference repository() {
        return line().line().artifacts();
    }

    private Rebuild rebuild(ImageReference snapshot) {
        Digest base = Sha256.of(UUID.randomUUID().toString().getBytes());
        return new Rebuild(
                RebuildId.of("desktop", line().sha256(), base, snapshot.pinned(), List.of()),
                "desktop",
                line().sha256(),
                repository().withDigest(base),
                repository().withTag("stable").toString(),
                Nevra.parse("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64"),
                Bench.KVER,
                snapshot,
                List.of(),
                Instant.now());
    }
}
