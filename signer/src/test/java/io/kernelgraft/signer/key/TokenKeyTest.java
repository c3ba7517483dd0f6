package io.kernelgraft.signer.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile.PinnedKey;
import io.kernelgraft.runtime.stage.StageFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys on SoftHSM's tokens. */
class TokenKeyTest {
    private static final SigningKey KEY = TestKeys.rsa(2048, "CN=Example MOK,O=Token");

    @TempDir
    Path directory;

    private PinnedKey pinned;
    private TestConfig config;

    @BeforeAll
    static void tokens() {
        assumeTrue(TestTokens.missing().isEmpty(), () -> TestTokens.missing().orElseThrow());
    }

    @BeforeEach
    void store() throws Exception {
        config = TestConfig.of(directory).with("mok", TestTokens.all().store("mok", KEY));
        pinned = new PinnedKey("mok", TestKeys.pem(KEY.certificate()));
    }

    @Test
    void shouldOpenAKeyThatStaysOnItsToken() throws Exception {
        SigningKey opened = new SigningKeys(config).open(pinned);
        assertThat(opened.certificate()).isEqualTo(KEY.certificate());
        assertThat(opened.privateKey().getEncoded()).isNull();
        assertThat(opened.provider()).isPresent();
        assertThat(opened.belongsToCertificate()).isTrue();
    }

    @Test
    void shouldHoldTheSameRulesAsForFiles() throws Exception {
        SigningKey other = TestKeys.rsa(2048, "CN=Another MOK");
        pinned = new PinnedKey("mok", TestKeys.pem(other.certificate()));
        assertRefused("CERTIFICATE_NOT_PINNED", "CN=Another MOK");

        use("mismatch", TestTokens.all().store("mismatch", KEY, other.certificate()), other);
        assertRefused("CERTIFICATE_KEY_MISMATCH", "'mismatch' on token '" + TestTokens.TOKEN);

        SigningKey lab = TestKeys.rsa(2048, "CN=Kernelgraft lab MOK");
        use("marked", TestTokens.all().store("marked", lab), lab);
        assertRefused("LAB_KEY_REFUSED", "marked as a lab one");

        var pair = TestKeys.pair(2048);
        SigningKey old = new SigningKey(
                "old",
                pair.getPrivate(),
                TestKeys.certificate(pair, "CN=Old", TestKeys.NOT_BEFORE, TestKeys.NOT_BEFORE.plusSeconds(1)));
        use("old", TestTokens.all().store("old", old), old);
        assertRefused("CERTIFICATE_OUT_OF_DATE", "2026-01-01T00:00:01Z");
    }

    @Test
    void shouldNameWhatIsMissing() throws Exception {
        Path pin = TestTokens.all().pinFile();
        Path library = TestTokens.library();
        use("mok", TestConfig.onToken(library, TestTokens.TOKEN, "nobody's", pin), KEY);
        assertRefused("SIGNING_KEY_MISSING", "labelled 'nobody's', only [");
        use("mok", TestConfig.onToken(library, "elsewhere", "mok", pin), KEY);
        assertRefused("TOKEN_MISSING", "there is no token 'elsewhere' of " + library);
        use("mok", TestConfig.onToken(directory.resolve("no.so"), TestTokens.TOKEN, "mok", pin), KEY);
        assertRefused("TOKEN_LIBRARY_MISSING", "no.so is not there");
        Path text = Files.writeString(directory.resolve("text.so"), "no library");
        use("mok", TestConfig.onToken(text, TestTokens.TOKEN, "mok", pin), KEY);
        assertRefused("TOKEN_LIBRARY_MISSING", "text.so is no PKCS#11 library");
        use("mok", TestConfig.onToken(library, TestTokens.TOKEN, "mok", directory.resolve("pin")), KEY);
        assertRefused("TOKEN_PIN_MISSING", "pin can't be read (NoSuchFileException)");
        use("mok", TestConfig.onToken(library, TestTokens.TOKEN, "mok", null), KEY);
        assertRefused("TOKEN_PIN_MISSING", "neither pin-file is set nor is there a credential mok.pin");
        use("mok", TestConfig.onToken(null, TestTokens.TOKEN, "mok", pin), KEY);
        assertRefused("SIGNING_KEY_MISCONFIGURED", "kernelgraft.signer.keys.named.\"mok\".library is not set");
    }

    @Test
    void shouldTakeThePinFromSystemdsCredentials() throws Exception {
        Files.writeString(directory.resolve("mok.pin"), TestTokens.all().pin());
        Files.setPosixFilePermissions(directory.resolve("mok.pin"), PosixFilePermissions.fromString("r--------"));
        use("mok", TestConfig.onToken(TestTokens.library(), TestTokens.TOKEN, null, null), KEY);
        config = config.withCredentials(directory);
        assertThat(new SigningKeys(config).open(pinned).name()).isEqualTo("mok");
    }

    @Test
    void shouldTryAWrongPinOnce() throws Exception {
        // Given
        Path pin = TestKeys.secret(directory.resolve("pin"), "not the PIN");
        use("mok", TestConfig.onToken(TestTokens.library(), TestTokens.OTHER, "mok", pin), KEY);
        SigningKeys keys = new SigningKeys(config);
        // Then
        assertRefused(keys, "TOKEN_PIN_WRONG", "refuses the PIN in " + pin);
        assertRefused(keys, "TOKEN_PIN_WRONG", "it is not tried again until the file changes");
        Files.setLastModifiedTime(pin, FileTime.from(Instant.now().plusSeconds(10)));
        assertRefused(keys, "TOKEN_PIN_WRONG", "refuses the PIN in " + pin);
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-rw----"));
        assertRefused(keys, "SIGNING_KEY_EXPOSED", "rw-rw----");
    }

    private void use(String name, SignerConfig.NamedKey named, SigningKey key) {
        config = config.with(name, named);
        pinned = new PinnedKey(name, TestKeys.pem(key.certificate()));
    }

    private void assertRefused(String reason, String message) {
        assertRefused(new SigningKeys(config), reason, message);
    }

    private void assertRefused(SigningKeys keys, String reason, String message) {
        StageFailure refusal = catchThrowableOfType(StageFailure.class, () -> keys.open(pinned));
        assertThat(refusal).as(reason).isNotNull().hasMessageContaining(message);
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.kind()).isEqualTo(FailureKind.POLICY);
    }
}
