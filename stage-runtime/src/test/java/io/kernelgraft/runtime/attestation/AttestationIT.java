package io.kernelgraft.runtime.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.attestation.DsseEnvelope;
import io.kernelgraft.contract.attestation.EventDigest;
import io.kernelgraft.contract.attestation.StageResult;
import io.kernelgraft.contract.attestation.Statement;
import io.kernelgraft.contract.attestation.Subject;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.PayloadSigned.Payload;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.lab.attestation.PlainRegistry;
import io.kernelgraft.lab.attestation.ServiceKeys;
import io.kernelgraft.lab.testing.KafkaPeer;
import io.kernelgraft.lab.testing.LabServices;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.testing.Rebuilds;
import io.kernelgraft.runtime.testing.ScriptedStage;
import io.kernelgraft.runtime.testing.TestRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever reaches the broker can send records; what a stage does with them is asked here. */
@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(TestRegistry.class)
class AttestationIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    ScriptedStage stage;

    @Inject
    Registry registry;

    @Inject
    TrustedKeys trusted;

    private final Rebuild rebuild = Rebuilds.fresh();
    private final ImageSwapped swapped = Rebuilds.swapped(rebuild);
    private final ServiceKeys keys = KafkaPeer.keys();
    private KafkaPeer kafka;

    @BeforeEach
    void connect() {
        kafka = new KafkaPeer();
    }

    @AfterEach
    void disconnect() {
        kafka.close();
    }

    @Test
    void shouldAttestWhatItMadeBesideIt() throws IOException {
        // Given
        PayloadSigned kernel = Rebuilds.signed(rebuild, Payload.KERNEL);
        PayloadSigned kmods = Rebuilds.signed(rebuild, Payload.KMODS);

        // When
        List.of(swapped, kernel, kmods).forEach(kafka::sendAttested);

        // Then
        CandidateSealed sealed = (CandidateSealed) answer();
        Manifest attached = registry.manifest(sealed.candidate().withTag(Statement.tag(sealed)));
        Statement statement = statement(attached);
        assertThat(attached.json().path("subject").path("digest").asText())
                .isEqualTo(sealed.candidate().pinned().value());
        assertThat(attached.artifactType()).isEqualTo("application/vnd.dsse.envelope.v1+json");
        assertThat(referrers(sealed.candidate()))
                .contains(attached.reference().pinned().value());
        assertThat(statement.predicate())
                .isEqualTo(new StageResult(
                        "stage-runtime-test",
                        "scripted",
                        1,
                        rebuild.id(),
                        rebuild.line(),
                        rebuild.lineSha256(),
                        "io.kernelgraft.candidate.sealed.v1",
                        EventDigest.of(sealed).hex(),
                        statement.predicate().inputs()));
        assertThat(kafka.all("candidate.sealed"))
                .filteredOn(record -> rebuild.id().equals(record.key()))
                .extracting(record -> Digest.of(record.value()).hex())
                .containsExactly(statement.predicate().eventSha256());
        assertThat(statement.predicate().inputs())
                .extracting(StageResult.Consumed::sha256)
                .containsExactlyInAnyOrder(
                        EventDigest.of(swapped).hex(),
                        EventDigest.of(kernel).hex(),
                        EventDigest.of(kmods).hex());
        List<Descriptor> layers = registry.manifest(sealed.candidate()).layers();
        assertThat(statement.subject())
                .containsExactly(
                        Subject.of(sealed.candidate()),
                        Subject.of("layer", layers.getFirst().digest()));
    }

    @Test
    void shouldRefuseARecordThatNobodyAttested() {
        kafka.send(swapped);

        refuses(
                "ATTESTATION_MISSING",
                "image.swapped of " + rebuild.id() + " is not the word of kernel-builder: there");
    }

    @Test
    void shouldNotBeginWithoutAKeyOfItsOwn() throws IOException {
        Path key = keys.key("stage-runtime-test");
        Path away = Files.move(key, key.resolveSibling("away"));
        try {
            kafka.sendAttested(swapped);

            refuses("ATTESTATION_KEY_MISSING", "stage-runtime-test.key can't be read (NoSuchFileException)");
        } finally {
            Files.move(away, key);
        }
    }

    /** The input under test is sent; the others are right. */
    private void refuses(String reason, String message) {
        sendSigned();
        StageFailed failed = (StageFailed) answer();
        assertThat(failed.kind()).isEqualTo(FailureKind.POLICY);
        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(failed.message()).contains(message);
        assertThat(failed.retryAt()).isNull();
        assertThat(failed.evidence()).isNull();
        assertThat(stage.attemptsOf(rebuild.id())).isZero();
        assertThat(kafka.events("candidate.sealed", rebuild.id())).isEmpty();
    }

    private void sendSigned() {
        kafka.sendAttested(Rebuilds.signed(rebuild, Payload.KERNEL));
        kafka.sendAttested(Rebuilds.signed(rebuild, Payload.KMODS));
    }

    private RebuildEvent answer() {
        await().atMost(SOON).until(() -> !answers().isEmpty());
        return (RebuildEvent) answers().getFirst().data();
    }

    private List<Event> answers() {
        List<Event> sealed = kafka.events("candidate.sealed", rebuild.id());
        return sealed.isEmpty() ? kafka.events("stage.failed", rebuild.id()) : sealed;
    }

    private static List<String> referrers(ImageReference image) {
        return new PlainRegistry(image.host(), image.repository())
                .manifest("sha256-" + image.pinned().hex())
                .path("manifests")
                .findValuesAsText("digest");
    }

    private Statement statement(Manifest attached) throws IOException {
        try (InputStream in =
                registry.openBlob(attached.reference(), attached.layers().getFirst())) {
            return Statement.read(DsseEnvelope.open(in.readAllBytes(), trusted.of("stage-runtime-test")));
        }
    }
}
