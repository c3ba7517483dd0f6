package io.kernelgraft.signer.key;

import io.kernelgraft.lab.process.FileTree;
import io.kernelgraft.signer.module.TestModules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Tokens of SoftHSM, made once for all tests of this process: a PKCS#11 library looks for tokens when it is loaded, and a
 * login counts for the whole process. The build sets SOFTHSM2_CONF.
 */
public final class TestTokens {
    /** Has keys, and whoever opens one is logged in for all tests after it. */
    public static final String TOKEN = "kernelgraft keys";
    /** Nobody has logged in here, so a PIN is really looked at. */
    public static final String OTHER = "kernelgraft other";

    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/pkcs11/libsofthsm2.so"));

    private final Path directory;
    private final String pin;

    private TestTokens(Path directory, String pin) {
        this.directory = directory;
        this.pin = pin;
    }

    /** Why there can't be tokens here; empty if there can. */
    public static Optional<String> missing() {
        return TestModules.has("softhsm2-util") && LIBRARIES.stream().anyMatch(Files::exists)
                ? Optional.empty()
                : Optional.of("needs softhsm2; deploy/lab/host/install installs it");
    }

    public static Path library() {
        return LIBRARIES.stream().filter(Files::exists).findFirst().orElseThrow();
    }

    public static TestTokens all() {
        return Made.TOKENS;
    }

    public String pin() {
        return pin;
    }

    public Path pinFile() {
        return directory.resolve("pin");
    }

    /** A key on the token, with a certificate that may be another's. */
    public SignerConfig.NamedKey store(String label, SigningKey key, Certificate certificate) throws Exception {
        new Tokens()
                .open(new Tokens.Token(library(), TOKEN), SecretFile.ownerOnly(pinFile(), "none"))
                .setKeyEntry(label, key.privateKey(), null, new Certificate[] {certificate});
        return TestConfig.onToken(library(), TOKEN, label, pinFile());
    }

    public SignerConfig.NamedKey store(String label, SigningKey key) throws Exception {
        return store(label, key, key.certificate());
    }

    private static final class Made {
        static final TestTokens TOKENS = make();

        private static TestTokens make() {
            try {
                Path configuration = Path.of(System.getenv("SOFTHSM2_CONF"));
                FileTree.delete(configuration.getParent());
                Path tokens = Files.createDirectories(configuration.resolveSibling("tokens"));
                Files.writeString(configuration, "directories.tokendir = " + tokens + "\nlog.level = ERROR\n");
                byte[] random = new byte[12];
                new SecureRandom().nextBytes(random);
                String pin = HexFormat.of().formatHex(random);
                for (String label : List.of(TOKEN, OTHER)) {
                    TestModules.run(List.of(
                            "softhsm2-util",
                            "--init-token",
                            "--free",
                            "--label",
                            label,
                            "--pin",
                            pin,
                            "--so-pin",
                            pin));
                }
                TestKeys.secret(configuration.resolveSibling("pin"), pin + "\n");
                return new TestTokens(configuration.getParent(), pin);
            } catch (Exception e) {
                throw new AssertionError("cannot make tokens", e);
            }
        }
    }
}
