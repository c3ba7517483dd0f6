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
import io.kernelgraft.contract.pipeline.Author;
import io.kernelgraft.lab.attestation.AttestedEvent;
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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reaches the broker can send records; what a stage does with them is asked here. */
@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(TestRegistry.class)
class AttestationIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Author SWAP = new Author("kernel-builder", "swap");

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
    void shouldRefuseAnotherServicesWord() {
        send(new AttestedEvent(swapped, new Author("kmod-builder", "swap"), keys));

        refuses("ATTESTATION_KEY_UNKNOWN", "image.swapped");
    }

    @Test
    void shouldRefuseAStrangersKeyUnderTheServicesName(@TempDir Path directory) {
        send(new AttestedEvent(swapped, SWAP, ServiceKeys.make(directory, List.of("kernel-builder"))));

        refuses("ATTESTATION_KEY_UNKNOWN", "image.swapped");
    }

    @Test
    void shouldRefuseAnotherRebuildsAttestation() {
        // Given: the same image, attested for another rebuild
        Rebuild other = Rebuilds.fresh();
        new AttestedEvent(new ImageSwapped(other, swapped.image()), keys).push(Statement.tag(swapped));

        // When
        kafka.send(swapped);

        // Then
        refuses("ATTESTATION_WRONG", "it says rebuild '" + other.id() + "', this event has '" + rebuild.id() + "'");
    }

    @Test
    void shouldRefuseTheAttestationOfAnotherImage() {
        new AttestedEvent(Rebuilds.swapped(rebuild), keys).push(Statement.tag(swapped));
        kafka.send(swapped);

        refuses("ATTESTATION_WRONG", "it says event data '");
    }

    @Test
    void shouldRefuseTheWordOfTheWrongStage() {
        send(new AttestedEvent(swapped, new Author("kernel-builder", "seal"), keys));

        refuses("ATTESTATION_WRONG", "it says stage 'seal', this event has 'swap'");
    }

    @Test
    void shouldRefuseWhatIsNoEnvelope() {
        artifacts().push(DsseEnvelope.MEDIA_TYPE, DsseEnvelope.MEDIA_TYPE, "{}".getBytes(), Statement.tag(swapped));
        kafka.send(swapped);

        refuses("ATTESTATION_WRONG", "DsseEnvelope: ");
    }

    @Test
    void shouldNotReadALargeEnvelope() {
        artifacts()
                .push(
                        DsseEnvelope.MEDIA_TYPE,
                        DsseEnvelope.MEDIA_TYPE,
                        new byte[DsseEnvelope.MAX_BYTES + 1],
                        Statement.tag(swapped));
        kafka.send(swapped);

        refuses("ATTESTATION_WRONG", "holds 262145 bytes");
    }

    @Test
    void shouldFindTheRightOneAmongMuchElse() {
        // Given: what somebody has attached to the same image
        Descriptor junk = registry.pushBlob(swapped.image(), DsseEnvelope.MEDIA_TYPE, new byte[] {'{', '}'});
        for (int i = 0; i < 50; i++) {
            registry.attach(
                    swapped.image(), DsseEnvelope.MEDIA_TYPE, List.of(junk), Map.of("number", Integer.toString(i)));
        }

        // When
        sendAll(swapped);

        // Then
        assertThat(answer()).isInstanceOf(CandidateSealed.class);
    }

    @Test
    void shouldNotAskARegistryThatTheLineDoesNotName() {
        kafka.send(new ImageSwapped(
                rebuild,
                ImageReference.parse("registry.example/x")
                        .withDigest(swapped.image().pinned())));

        refuses("REGISTRY_NOT_IN_LINE", "image.swapped names an output at registry.example, the line has [localhost:");
    }

    @Test
    void shouldRefuseInputsThatSayDifferentThingsOfARebuild() {
        Rebuild other = new Rebuild(
                rebuild.id(),
                rebuild.line(),
                rebuild.lineSha256(),
                rebuild.base().withDigest(Digest.ofSha256Hex("0".repeat(64))),
                rebuild.baseName(),
                rebuild.kernel(),
                rebuild.kver(),
                rebuild.snapshot(),
                rebuild.userland(),
                Instant.now());
        kafka.sendAttested(Rebuilds.swapped(other));
        kafka.sendAttested(Rebuilds.signed(rebuild, Payload.KERNEL));
        kafka.sendAttested(Rebuilds.signed(rebuild, Payload.KMODS));

        StageFailed failed = (StageFailed) answer();
        assertThat(failed.reason()).isEqualTo("REBUILD_DIFFERS");
        assertThat(stage.attemptsOf(rebuild.id())).isZero();
    }

    @Test
    void shouldBelieveTwoKeysWhileOneIsExchanged(@TempDir Path directory) throws IOException {
        // Given
        ServiceKeys next = ServiceKeys.make(directory, List.of("kernel-builder"));
        Path second = keys.trusted().resolve("kernel-builder.2026.pem");
        Files.copy(next.trusted().resolve("kernel-builder.pem"), second);
        try {
            // When
            new AttestedEvent(swapped, SWAP, next).push();
            kafka.send(swapped);
            sendSigned();

            // Then
            assertThat(answer()).isInstanceOf(CandidateSealed.class);
        } finally {
            Files.delete(second);
        }
    }

    @Test
    void shouldNotBeginWithoutAKeyOfItsOwn() throws IOException {
        whileItIs(keys.key("stage-runtime-test"), "away", () -> refusedForKey("ATTESTATION_KEY_MISSING"));
    }

    @Test
    void shouldNotBeginWithAnExposedKey() throws IOException {
        Path key = keys.key("stage-runtime-test");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        try {
            refusedForKey("ATTESTATION_KEY_EXPOSED");
        } finally {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void shouldNotBeginWithAKeyThatNobodyWillBelieve() throws IOException {
        Path own = keys.trusted().resolve("stage-runtime-test.pem");
        byte[] right = Files.readAllBytes(own);
        Files.copy(keys.trusted().resolve("verifier.pem"), own, StandardCopyOption.REPLACE_EXISTING);
        try {
            refusedForKey("ATTESTATION_KEY_UNTRUSTED");
        } finally {
            Files.write(own, right);
        }
    }

    @Test
    void shouldBelieveNobodyWithoutTrustedKeys() throws IOException {
        whileItIs(keys.trusted().resolve("kernel-builder.pem"), "away", () -> refusedForKey("TRUSTED_KEY_MISSING"));
    }

    @Test
    void shouldBelieveNobodyWithoutTheDirectory() throws IOException {
        whileItIs(keys.trusted(), "away", () -> refusedForKey("TRUSTED_KEY_MISSING"));
    }

    private void refusedForKey(String reason) {
        // The attestation was made while everything was in its place.
        kafka.send(swapped);
        refuses(reason, "");
    }

    private static void whileItIs(Path file, String where, Runnable step) throws IOException {
        Path away = Files.move(file, file.resolveSibling(where));
        try {
            step.run();
        } finally {
            Files.move(away, file);
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
        assertThat(stage.attemptsOf(rebuild.id())).isZero();
        assertThat(kafka.events("candidate.sealed", rebuild.id())).isEmpty();
    }

    private void send(AttestedEvent attested) {
        attested.push();
        kafka.send(attested.event());
    }

    private void sendAll(RebuildEvent first) {
        kafka.sendAttested(first);
        sendSigned();
    }

    private void sendSigned() {
        for (Payload payload : Payload.values()) {
            PayloadSigned signed = Rebuilds.signed(rebuild, payload);
            if (Files.isDirectory(keys.trusted())) {
                new AttestedEvent(signed, keys).push();
            }
            kafka.send(signed);
        }
    }

    private RebuildEvent answer() {
        await().atMost(SOON).until(() -> !answers().isEmpty());
        return (RebuildEvent) answers().getFirst().data();
    }

    private List<Event> answers() {
        List<Event> sealed = kafka.events("candidate.sealed", rebuild.id());
        return sealed.isEmpty() ? kafka.events("stage.failed", rebuild.id()) : sealed;
    }

    private PlainRegistry artifacts() {
        return new PlainRegistry(swapped.image().host(), swapped.image().repository());
    }

    private List<String> referrers(ImageReference image) {
        return artifacts()
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
