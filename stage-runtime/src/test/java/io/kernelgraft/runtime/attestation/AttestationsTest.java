package io.kernelgraft.runtime.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.attestation.DsseEnvelope;
import io.kernelgraft.contract.attestation.Statement;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.PayloadSigned.Payload;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFileReader;
import io.kernelgraft.contract.pipeline.Author;
import io.kernelgraft.lab.attestation.AttestedEvent;
import io.kernelgraft.lab.attestation.PlainRegistry;
import io.kernelgraft.lab.attestation.ServiceKeys;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.HttpRegistry;
import io.kernelgraft.runtime.registry.RegistryConfig;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.testing.Rebuilds;
import io.kernelgraft.runtime.testing.TestRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever can push to the registry can put anything there; what of it is believed is asked here. */
class AttestationsTest {
    private static final String LINES = "kernelgraft.lines.directory";
    private static final Author SWAP = new Author("kernel-builder", "swap");
    private static final TestRegistry SERVER = new TestRegistry();
    private static HttpRegistry registry;
    private static LineFile line;

    @TempDir
    Path directory;

    private final Rebuild rebuild = Rebuilds.fresh();
    private final ImageSwapped swapped = Rebuilds.swapped(rebuild);
    private ServiceKeys keys;
    private TrustedKeys trusted;
    private Attestations attestations;

    @BeforeAll
    static void serve() {
        Map<String, String> config = SERVER.start();
        System.setProperty(LINES, config.get(LINES));
        line = LineFileReader.read(Path.of(config.get(LINES), "test.yaml")).line();
        registry = new HttpRegistry(new SmallRyeConfigBuilder()
                .withMapping(RegistryConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValue("kernelgraft.registry.plain-http", config.get("kernelgraft.registry.plain-http"))
                .build()
                .getConfigMapping(RegistryConfig.class));
    }

    @AfterAll
    static void stopServing() {
        registry.close();
        SERVER.stop();
        System.clearProperty(LINES);
    }

    @BeforeEach
    void makeKeys() {
        keys = ServiceKeys.make(directory.resolve("keys"), List.of("kernel-builder", "kmod-builder", "signer"));
        trusted = new TrustedKeys(keys::trusted);
        attestations = new Attestations(registry, trusted, new SimpleMeterRegistry());
    }

    @Test
    void shouldBelieveWhatTheRightServiceSays() {
        new AttestedEvent(swapped, keys).push();
        var signed = Rebuilds.signed(rebuild, Payload.KERNEL);
        new AttestedEvent(signed, keys).push();

        assertThatCode(() -> attestations.require(List.of(swapped, signed), line))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseWhatNobodyAttested() {
        refuses(
                "ATTESTATION_MISSING",
                "image.swapped of " + rebuild.id() + " is not the word of kernel-builder: there");
    }

    @Test
    void shouldRefuseAnotherServicesWord() {
        new AttestedEvent(swapped, new Author("kmod-builder", "swap"), keys).push();

        refuses("ATTESTATION_KEY_UNKNOWN", "image.swapped");
    }

    @Test
    void shouldRefuseAStrangersKeyUnderTheServicesName() {
        new AttestedEvent(swapped, SWAP, strangers()).push();

        refuses("ATTESTATION_KEY_UNKNOWN", "image.swapped");
    }

    @Test
    void shouldRefuseAnotherRebuildsAttestation() {
        Rebuild other = Rebuilds.fresh();
        new AttestedEvent(new ImageSwapped(other, swapped.image()), keys).push(Statement.tag(swapped));

        refuses("ATTESTATION_WRONG", "it says rebuild '" + other.id() + "', this event has '" + rebuild.id() + "'");
    }

    @Test
    void shouldRefuseTheAttestationOfAnotherPolicy() {
        ImageSwapped other = new ImageSwapped(Rebuilds.withLine(rebuild.line(), "0".repeat(64)), swapped.image());
        new AttestedEvent(other, keys).push(Statement.tag(swapped));

        refuses("ATTESTATION_WRONG", "it says ");
    }

    @Test
    void shouldRefuseTheAttestationOfAnotherImage() {
        new AttestedEvent(Rebuilds.swapped(rebuild), keys).push(Statement.tag(swapped));

        refuses("ATTESTATION_WRONG", "it says event data '");
    }

    @Test
    void shouldRefuseAnotherEvent() {
        new AttestedEvent(Rebuilds.signed(rebuild, Payload.KERNEL), SWAP, keys).push(Statement.tag(swapped));

        refuses("ATTESTATION_WRONG", "it says event 'io.kernelgraft.payload.signed.v1'");
    }

    @Test
    void shouldRefuseTheWordOfTheWrongStage() {
        new AttestedEvent(swapped, new Author("kernel-builder", "seal"), keys).push();

        refuses("ATTESTATION_WRONG", "it says stage 'seal', this event has 'swap'");
    }

    @Test
    void shouldRefuseWhatIsNoEnvelope() {
        atItsAddress(DsseEnvelope.MEDIA_TYPE, "{}".getBytes());

        refuses("ATTESTATION_WRONG", "DsseEnvelope: ");
    }

    @Test
    void shouldNotReadALargeEnvelope() {
        atItsAddress(DsseEnvelope.MEDIA_TYPE, new byte[DsseEnvelope.MAX_BYTES + 1]);

        refuses("ATTESTATION_WRONG", "holds 262145 bytes");
    }

    @Test
    void shouldNotReadWhatIsOfAnotherType() {
        atItsAddress("text/plain", "{}".getBytes());

        refuses("ATTESTATION_WRONG", "holds 2 bytes of text/plain");
    }

    @Test
    void shouldFindTheRightOneAmongMuchElse() {
        new AttestedEvent(swapped, keys).push();
        Descriptor junk = registry.pushBlob(swapped.image(), DsseEnvelope.MEDIA_TYPE, new byte[] {'{', '}'});
        for (int i = 0; i < 30; i++) {
            registry.attach(
                    swapped.image(), DsseEnvelope.MEDIA_TYPE, List.of(junk), Map.of("number", Integer.toString(i)));
        }

        assertThatCode(() -> attestations.require(List.of(swapped), line)).doesNotThrowAnyException();
    }

    @Test
    void shouldNotAskARegistryThatTheLineDoesNotName() {
        ImageSwapped elsewhere = new ImageSwapped(
                rebuild,
                ImageReference.parse("registry.example/x")
                        .withDigest(swapped.image().pinned()));

        refuses(
                "REGISTRY_NOT_IN_LINE",
                "image.swapped names an output at registry.example, the line has [localhost:",
                elsewhere);
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
        new AttestedEvent(swapped, keys).push();

        refuses(
                "REBUILD_DIFFERS",
                "image.swapped and payload.signed#kmods say different things of rebuild",
                swapped,
                Rebuilds.signed(other, Payload.KMODS));
    }

    @Test
    void shouldBelieveTwoKeysWhileOneIsExchanged() throws IOException {
        ServiceKeys next = strangers();
        new AttestedEvent(swapped, SWAP, next).push();
        Path second = keys.trusted().resolve("kernel-builder.2026.pem");
        Files.copy(next.trusted().resolve("kernel-builder.pem"), second);

        assertThatCode(() -> attestations.require(List.of(swapped), line)).doesNotThrowAnyException();

        Files.delete(second);
        refuses("ATTESTATION_KEY_UNKNOWN", "image.swapped");
    }

    @Test
    void shouldNotTakeTheKeyOfAServiceWhoseNameGoesOn() throws IOException {
        ServiceKeys other = strangers();
        new AttestedEvent(swapped, SWAP, other).push();
        Files.copy(other.trusted().resolve("kernel-builder.pem"), keys.trusted().resolve("kernel-builder-2.pem"));

        refuses("ATTESTATION_KEY_UNKNOWN", "image.swapped");
    }

    @Test
    void shouldBelieveNobodyWithoutTrustedKeys() throws IOException {
        new AttestedEvent(swapped, keys).push();

        Files.writeString(keys.trusted().resolve("kernel-builder.pem"), "no key");
        refuses("TRUSTED_KEY_INVALID", "kernel-builder.pem: no -----BEGIN PUBLIC KEY-----");
        Files.delete(keys.trusted().resolve("kernel-builder.pem"));
        refuses("TRUSTED_KEY_MISSING", "no kernel-builder.pem in ");
        Files.move(keys.trusted(), directory.resolve("away"));
        refuses("TRUSTED_KEY_MISSING", "kernelgraft.trust.directory can't be read");
    }

    @Test
    void shouldSignWithAKeyThatTheOthersBelieve() {
        OwnKey.Opened own = ownKey().open();

        assertThat(DsseEnvelope.open(own.envelope(new byte[] {1}), trusted.of("signer")))
                .containsExactly(1);
        assertThat(own)
                .hasToString("signer's key " + trusted.of("signer").getFirst().id());
    }

    @Test
    void shouldNotBeginWithoutAKeyThatTheOthersBelieve() throws IOException {
        Path key = keys.key("signer");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        refuses("ATTESTATION_KEY_EXPOSED", "signer.key has mode rw-r-----", ownKey()::open);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

        Path own = keys.trusted().resolve("signer.pem");
        Files.copy(keys.trusted().resolve("kmod-builder.pem"), own, StandardCopyOption.REPLACE_EXISTING);
        refuses("ATTESTATION_KEY_UNTRUSTED", "is the private half of none of the keys", ownKey()::open);

        String secret = Files.readString(key).replace("PRIVATE", "SECRET");
        Files.writeString(key, secret);
        refuses("ATTESTATION_KEY_INVALID", "signer.key: ", ownKey()::open);
        assertThatThrownBy(ownKey()::open)
                .hasNoCause()
                .hasMessageNotContaining(secret.lines().skip(1).findFirst().orElseThrow());

        Files.delete(key);
        refuses("ATTESTATION_KEY_MISSING", "signer.key can't be read (NoSuchFileException)", ownKey()::open);
    }

    private OwnKey ownKey() {
        return new OwnKey(() -> keys.key("signer"), trusted, "signer");
    }

    private ServiceKeys strangers() {
        return ServiceKeys.make(directory.resolve("strangers"), List.of("kernel-builder"));
    }

    private void atItsAddress(String mediaType, byte[] bytes) {
        new PlainRegistry(swapped.image().host(), swapped.image().repository())
                .push(DsseEnvelope.MEDIA_TYPE, mediaType, bytes, Statement.tag(swapped));
    }

    private void refuses(String reason, String message) {
        refuses(reason, message, swapped);
    }

    private void refuses(String reason, String message, RebuildEvent... inputs) {
        refuses(reason, message, () -> attestations.require(List.of(inputs), line));
    }

    private static void refuses(String reason, String message, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOf(StageFailure.class)
                .hasMessageContaining(message)
                .extracting("kind", "reason")
                .containsExactly(FailureKind.POLICY, reason);
    }
}
