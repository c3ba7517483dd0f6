package io.kernelgraft.signer.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.module.TestModules;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {
    private static final SigningKey KEY = TestKeys.rsa(2048, "CN=Example MOK,O=Example");
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path directory;

    private LineFile.PinnedKey signing;
    private TestConfig config;

    @BeforeEach
    void store() throws Exception {
        TestKeys.store(directory, "mok", KEY);
        config = TestConfig.of(directory);
        signing = new LineFile.PinnedKey("mok", Files.readString(directory.resolve("mok.pem")));
    }

    @Test
    void shouldOpenAKeyThatIsRight() {
        // When
        SigningKey opened = keys(false, NOW).open(signing);
        // Then
        assertThat(opened.privateKey()).isEqualTo(KEY.privateKey());
        assertThat(opened.certificate()).isEqualTo(KEY.certificate());
        assertThat(opened.certificateSha256()).hasSize(64).isEqualTo(KEY.certificateSha256());
    }

    @Test
    void shouldRefuseWhenTheKeyIsMissing() throws Exception {
        Files.delete(directory.resolve("mok.key"));
        assertThat(refusal()).hasMessageContaining("mok.key").hasMessageContaining("NoSuchFileException");
        assertThat(refusal().reason()).isEqualTo("SIGNING_KEY_MISSING");
        assertThat(refusal().kind()).isEqualTo(FailureKind.POLICY);
    }

    @Test
    void shouldRefuseWhenTheKeyIsADirectoryAsAMaskingMountLeavesIt() throws Exception {
        Files.delete(directory.resolve("mok.key"));
        Files.createDirectory(
                directory.resolve("mok.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        assertThat(refusal().reason()).isEqualTo("SIGNING_KEY_MISSING");
    }

    @Test
    void shouldRefuseWhenTheCertificateIsMissing() throws Exception {
        Files.delete(directory.resolve("mok.pem"));
        assertThat(refusal().reason()).isEqualTo("SIGNING_KEY_MISSING");
    }

    @Test
    void shouldRefuseANameThatLeavesTheDirectory() {
        signing = new LineFile.PinnedKey("../mok", signing.certificate());
        assertThat(refusal().reason()).isEqualTo("SIGNING_KEY_MISSING");
        assertThat(refusal()).hasMessageContaining("'../mok'");
    }

    @Test
    void shouldRefuseAKeyOthersCanRead() throws Exception {
        Files.setPosixFilePermissions(directory.resolve("mok.key"), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(refusal().reason()).isEqualTo("SIGNING_KEY_EXPOSED");
        assertThat(refusal()).hasMessageContaining("rw-r-----");
    }

    @Test
    void shouldRefuseACertificateOfAnotherKey() throws Exception {
        TestKeys.store(directory, "mok", TestKeys.rsa(2048, "CN=Example MOK,O=Example"));
        Files.writeString(directory.resolve("mok.pem"), signing.certificate());
        assertThat(refusal().reason()).isEqualTo("CERTIFICATE_KEY_MISMATCH");
    }

    @Test
    void shouldRefuseACertificateTheLineDoesNotPin() throws Exception {
        TestKeys.store(directory, "mok", TestKeys.rsa(2048, "CN=Another MOK"));
        assertThat(refusal().reason()).isEqualTo("CERTIFICATE_NOT_PINNED");
        assertThat(refusal()).hasMessageContaining("CN=Another MOK").hasMessageContaining("CN=Example MOK");
    }

    @Test
    void shouldRefuseCertificatesOutOfDate() {
        for (Instant now : List.of(
                TestKeys.NOT_BEFORE.minus(Duration.ofSeconds(1)), TestKeys.NOT_AFTER.plus(Duration.ofSeconds(1)))) {
            StageFailure refusal = catchThrowableOfType(
                    StageFailure.class, () -> keys(false, now).open(signing));
            assertThat(refusal.reason()).isEqualTo("CERTIFICATE_OUT_OF_DATE");
            assertThat(refusal).hasMessageContaining("2036-01-01T00:00:00Z");
        }
    }

    @Test
    void shouldRefuseLabKeysOutsideTheLab() throws Exception {
        for (String subject : List.of("CN=Kernelgraft lab MOK", "CN=MOK,OU=Lab", "CN=LAB-key")) {
            TestKeys.store(directory, "mok", TestKeys.rsa(2048, subject));
            signing = new LineFile.PinnedKey("mok", Files.readString(directory.resolve("mok.pem")));
            assertThat(refusal().reason()).as(subject).isEqualTo("LAB_KEY_REFUSED");
            assertThat(keys(true, NOW).open(signing).name()).isEqualTo("mok");
        }
    }

    @Test
    void shouldNotTakeEveryWordWithThreeLettersForALabMark() throws Exception {
        TestKeys.store(directory, "mok", TestKeys.rsa(2048, "CN=Label printers,O=Lab"));
        signing = new LineFile.PinnedKey("mok", Files.readString(directory.resolve("mok.pem")));
        assertThat(keys(false, NOW).open(signing).name()).isEqualTo("mok");
    }

    @Test
    void shouldRefuseWhatIsNoKey() throws Exception {
        KeyPair weak = TestKeys.pair(1024);
        List<String> wrong = List.of(
                "",
                "-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\n!!!\n",
                TestKeys.pem("ENCRYPTED PRIVATE KEY", KEY.privateKey().getEncoded()),
                TestKeys.pem("RSA PRIVATE KEY", KEY.privateKey().getEncoded()),
                TestKeys.pem("PRIVATE KEY", weak.getPrivate().getEncoded()));
        for (String text : wrong) {
            Files.writeString(directory.resolve("mok.key"), text);
            assertThat(refusal().reason()).as(text).isEqualTo("SIGNING_KEY_INVALID");
        }
        Files.writeString(directory.resolve("mok.pem"), "nonsense");
        assertThat(refusal().reason()).isEqualTo("CERTIFICATE_INVALID");
    }

    @Test
    void shouldOpenAnEncryptedKey() throws Exception {
        // Given
        TestKeys.encrypt(directory, "mok", KEY, "open sesame");
        config = config.with("mok", TestConfig.encrypted(TestKeys.secret(directory.resolve("word"), "open sesame\n")));
        // Then
        assertThat(keys(false, NOW).open(signing).privateKey()).isEqualTo(KEY.privateKey());
    }

    @Test
    void shouldOpenAKeyThatOpensslEncrypted() throws Exception {
        assumeTrue(TestModules.has("openssl"), "needs openssl");
        Path word = TestKeys.secret(directory.resolve("word"), "open sesame");
        Path key = directory.resolve("mok.key");
        String encrypted = new String(TestModules.run(
                List.of("openssl", "pkcs8", "-topk8", "-in", key.toString(), "-passout", "file:" + word)));
        TestKeys.secret(key, encrypted);
        config = config.with("mok", TestConfig.encrypted(word));
        assertThat(keys(false, NOW).open(signing).privateKey()).isEqualTo(KEY.privateKey());
    }

    @Test
    void shouldTakeKeyAndPassphraseFromSystemdsCredentials() throws Exception {
        // Given credentials as systemd leaves them: the mask of their ACL shows as the group's bits
        Path credentials = Files.createDirectory(directory.resolve("credentials"));
        TestKeys.store(credentials, "mok", KEY);
        TestKeys.encrypt(credentials, "mok", KEY, "open sesame");
        Files.writeString(credentials.resolve("mok.passphrase"), "open sesame");
        for (String name : List.of("mok.key", "mok.passphrase")) {
            Files.setPosixFilePermissions(credentials.resolve(name), PosixFilePermissions.fromString("r--r-----"));
        }
        Files.delete(directory.resolve("mok.key"));
        config = config.withCredentials(credentials);
        // Then
        assertThat(keys(false, NOW).open(signing).privateKey()).isEqualTo(KEY.privateKey());
        Files.setPosixFilePermissions(
                credentials.resolve("mok.passphrase"), PosixFilePermissions.fromString("r--r--r--"));
        assertThat(refusal().reason()).isEqualTo("SIGNING_KEY_EXPOSED");
    }

    @Test
    void shouldPreferTheKeysDirectoryToCredentials() throws Exception {
        Path credentials = Files.createDirectory(directory.resolve("credentials"));
        TestKeys.store(credentials, "mok", TestKeys.rsa(2048, "CN=Another"));
        config = config.withCredentials(credentials);
        assertThat(keys(false, NOW).open(signing).privateKey()).isEqualTo(KEY.privateKey());
    }

    @Test
    void shouldRefuseAnEncryptedKeyWithoutItsPassphrase() throws Exception {
        TestKeys.encrypt(directory, "mok", KEY, "open sesame");
        assertThat(refusal().reason()).isEqualTo("SIGNING_KEY_PASSPHRASE_MISSING");
        Path word = directory.resolve("word");
        config = config.with("mok", TestConfig.encrypted(word));
        assertThat(refusal().reason()).isEqualTo("SIGNING_KEY_PASSPHRASE_MISSING");
        assertThat(refusal()).hasMessageContaining(word + " can't be read (NoSuchFileException)");
        for (String wrong : List.of("", "open sesam", "märgine")) {
            TestKeys.secret(word, wrong);
            assertThat(refusal().reason()).as(wrong).isEqualTo("SIGNING_KEY_PASSPHRASE_WRONG");
        }
        Files.setPosixFilePermissions(word, PosixFilePermissions.fromString("rw----r--"));
        assertThat(refusal().reason()).isEqualTo("SIGNING_KEY_EXPOSED");
    }

    @Test
    void shouldRefuseACertificateThatIsTooWeak() throws Exception {
        SigningKey weak =
                new SigningKey("weak", KEY.privateKey(), TestKeys.certificate(TestKeys.pair(1024), "CN=Example MOK"));
        TestKeys.store(directory, "mok", weak);
        signing = new LineFile.PinnedKey("mok", TestKeys.pem(weak.certificate()));
        assertThat(refusal().reason()).isEqualTo("CERTIFICATE_INVALID");
    }

    @Test
    void shouldOpenBothKeysOfAnOverlap() throws Exception {
        SigningKey previous = TestKeys.rsa(2048, "CN=Example MOK of 2024");
        TestKeys.store(directory, "mok-2024", previous);
        LineFile.Signing both = new LineFile.Signing(
                "mok",
                signing.certificate(),
                new LineFile.PinnedKey("mok-2024", TestKeys.pem(previous.certificate())),
                null,
                null);
        assertThat(keys(false, NOW).all(both)).extracting(SigningKey::name).containsExactly("mok", "mok-2024");
        Files.delete(directory.resolve("mok-2024.key"));
        assertThat(catchThrowableOfType(
                                StageFailure.class, () -> keys(false, NOW).all(both))
                        .reason())
                .isEqualTo("SIGNING_KEY_MISSING");
    }

    @Test
    void shouldNeverShowKeyBytes() throws Exception {
        // Given a key file that is right up to its last line
        String pem = Files.readString(directory.resolve("mok.key"));
        List<String> shown = new ArrayList<>(
                List.of(KEY.toString(), keys(false, NOW).open(signing).toString()));
        for (String damaged : List.of(
                pem.replace("\n-----END", "AAAA\n-----END"),
                pem.substring(0, pem.length() / 2),
                pem.replace("PRIVATE KEY", "SECRET"),
                pem.replaceFirst("MII", "MIJ"))) {
            Files.writeString(directory.resolve("mok.key"), damaged);
            StringWriter trace = new StringWriter();
            refusal().printStackTrace(new PrintWriter(trace));
            shown.add(trace.toString());
        }
        // Then neither the file's text, nor the primes, nor the encoding is in any of it
        RSAPrivateCrtKey secret = (RSAPrivateCrtKey) KEY.privateKey();
        List<String> secrets = new ArrayList<>(
                pem.lines().filter(line -> !line.startsWith("--")).toList());
        secrets.add(secret.getPrimeP().toString());
        secrets.add(secret.getPrimeP().toString(16));
        secrets.add(secret.getPrivateExponent().toString());
        secrets.add(HexFormat.of().formatHex(secret.getEncoded()).substring(100, 140));
        secrets.add(Base64.getEncoder().encodeToString(secret.getEncoded()).substring(100, 140));
        assertThat(shown)
                .hasSize(6)
                .allSatisfy(text -> assertThat(text).doesNotContain(secrets.toArray(String[]::new)));
    }

    private StageFailure refusal() {
        return catchThrowableOfType(StageFailure.class, () -> keys(false, NOW).open(signing));
    }

    private SigningKeys keys(boolean labKeysAllowed, Instant now) {
        return new SigningKeys(labKeysAllowed ? config.inALab() : config, Clock.fixed(now, ZoneOffset.UTC));
    }
}
