package io.kernelgraft.signer.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Outcome.Failed;
import io.kernelgraft.signer.kernel.SignKernelStage;
import io.kernelgraft.signer.kernel.TestKernels;
import io.kernelgraft.signer.kmods.SignKmodsStage;
import io.kernelgraft.signer.layer.SignedLayer;
import io.kernelgraft.signer.module.TestModules;
import io.kernelgraft.signer.testing.Bench;
import io.kernelgraft.signer.testing.LogLines;
import io.kernelgraft.signer.testing.TestContext;
import io.kernelgraft.signer.testing.TestRpm;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which a key can be refused, through both stages: the reason code, that nothing is fetched or pushed for
 * it, and that nothing of a key, passphrase or PIN is in anything that is said, down to the finest log.
 */
class KeySecrecyTest {
    private static final String PASSPHRASE = "correct-horse-battery-staple";
    private static final String WRONG = "wrong-horse-battery-staple";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<String> secrets = new ArrayList<>(List.of(PASSPHRASE, WRONG));
    private final List<String> said = new ArrayList<>();
    private PrintStream out;
    private PrintStream err;
    private LogLines log;
    private Bench bench;
    private Path keys;

    @BeforeEach
    void listen() throws Exception {
        out = System.out;
        err = System.err;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(System.out);
        log = LogLines.capture();
        bench = new Bench(directory);
        keys = directory.resolve("keys");
        guard(Bench.MOK);
    }

    @AfterEach
    void hush() {
        log.close();
        System.setOut(out);
        System.setErr(err);
    }

    @Test
    void shouldShowNothingOfFiles() throws Exception {
        Path key = keys.resolve("mok.key");
        String pem = Files.readString(key);
        Path word = TestKeys.secret(directory.resolve("word"), WRONG);

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused("SIGNING_KEY_EXPOSED");
        for (String damaged : List.of(
                pem.replace("\n-----END", "AAAA\n-----END"),
                pem.substring(0, pem.length() / 2),
                pem.replace("PRIVATE KEY", "SECRET"),
                pem.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
                pem.replaceFirst("MII", "MIJ"))) {
            TestKeys.secret(key, damaged);
            assertRefused("SIGNING_KEY_INVALID");
        }
        TestKeys.encrypt(keys, "mok", Bench.MOK, PASSPHRASE);
        guard(Files.readString(key));
        assertRefused("SIGNING_KEY_PASSPHRASE_MISSING");
        bench.config = bench.config.with("mok", TestConfig.encrypted(word));
        assertRefused("SIGNING_KEY_PASSPHRASE_WRONG");
        Files.setPosixFilePermissions(word, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused("SIGNING_KEY_EXPOSED");
        Files.delete(word);
        assertRefused("SIGNING_KEY_PASSPHRASE_MISSING");
        Files.delete(key);
        assertRefused("SIGNING_KEY_MISSING");

        TestKeys.secret(key, pem);
        SigningKey other = TestKeys.rsa(2048, "CN=Another MOK");
        pin(other.certificate());
        assertRefused("CERTIFICATE_NOT_PINNED");
        Files.writeString(keys.resolve("mok.pem"), TestKeys.pem(other.certificate()));
        assertRefused("CERTIFICATE_KEY_MISMATCH");
        KeyPair pair = TestKeys.pair(2048);
        for (X509Certificate wrong : List.of(
                TestKeys.certificate(pair, "CN=Old", TestKeys.NOT_BEFORE, TestKeys.NOT_BEFORE.plusSeconds(9)),
                TestKeys.certificate(
                        pair,
                        "CN=New",
                        Instant.parse("2200-01-01T00:00:00Z"),
                        Instant.parse("2201-01-01T00:00:00Z")))) {
            hold(new SigningKey("mok", pair.getPrivate(), wrong));
            assertRefused("CERTIFICATE_OUT_OF_DATE");
        }
        hold(TestKeys.rsa(2048, "CN=Kernelgraft lab MOK"));
        assertRefused("LAB_KEY_REFUSED");
        Files.writeString(keys.resolve("mok.pem"), pem);
        assertRefused("CERTIFICATE_INVALID");
    }

    @Test
    void shouldShowNothingOfTokens() throws Exception {
        assumeTrue(TestTokens.missing().isEmpty(), () -> TestTokens.missing().orElseThrow());
        TestTokens tokens = TestTokens.all();
        secrets.add(tokens.pin());
        Path library = TestTokens.library();
        Path wrong = TestKeys.secret(directory.resolve("pin"), WRONG);

        use(TestConfig.onToken(library, TestTokens.OTHER, "mok", wrong));
        assertRefused("TOKEN_PIN_WRONG");
        Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused("SIGNING_KEY_EXPOSED");
        use(TestConfig.onToken(library, TestTokens.OTHER, "mok", directory.resolve("none")));
        assertRefused("TOKEN_PIN_MISSING");
        use(TestConfig.onToken(library, "pulled out", "mok", tokens.pinFile()));
        assertRefused("TOKEN_MISSING");
        use(TestConfig.onToken(keys.resolve("none.so"), TestTokens.TOKEN, "mok", tokens.pinFile()));
        assertRefused("TOKEN_LIBRARY_MISSING");
        use(TestConfig.onToken(library, TestTokens.TOKEN, "nobody's", tokens.pinFile()));
        assertRefused("SIGNING_KEY_MISSING");
        use(TestConfig.onToken(library, null, "mok", tokens.pinFile()));
        assertRefused("SIGNING_KEY_MISCONFIGURED");
        SigningKey other = TestKeys.rsa(2048, "CN=Another MOK");
        guard(other);
        pin(other.certificate());
        use(tokens.store("secrecy-mismatch", Bench.MOK, other.certificate()));
        assertRefused("CERTIFICATE_KEY_MISMATCH");
    }

    @Test
    void shouldShowNothingWhileSigning() throws Exception {
        TestKeys.encrypt(keys, "mok", Bench.MOK, PASSPHRASE);
        guard(Files.readString(keys.resolve("mok.key")));
        bench.config =
                bench.config.with("mok", TestConfig.encrypted(TestKeys.secret(directory.resolve("word"), PASSPHRASE)));
        sign();
        if (TestTokens.missing().isEmpty()) {
            secrets.add(TestTokens.all().pin());
            use(TestTokens.all().store("secrecy", Bench.MOK));
            sign();
        }
        assertSilent();
    }

    private void sign() throws Exception {
        String lib = "/lib/modules/" + Bench.KVER + "/";
        byte[] module = TestModules.elf("license=GPL", "vermagic=" + Bench.KVER + " SMP ");
        List<Path> rpms = new ArrayList<>();
        for (String name : List.of("kernel-cachyos", "kernel-cachyos-core", "kernel-cachyos-modules")) {
            TestRpm rpm = new TestRpm(name + "-7.2.0-cachyos1.fc44.x86_64").with("/usr/share/doc/" + name, "");
            if (name.endsWith("core")) {
                rpm.with(lib + "vmlinuz", TestKernels.bzImage(Bench.KVER + " (builder) #1"))
                        .with(lib + "config", "CONFIG_MODULE_SIG=y\nCONFIG_INTEGRITY_PLATFORM_KEYRING=y\n")
                        .with(lib + "kernel/fs/b.ko", module);
            }
            rpms.add(rpm.write(directory, Bench.COPR_KEY));
        }
        said.add(Bench.signed(bench.run(
                        new SignKernelStage(bench.keys(), bench.registry, new SignedLayer(bench.registry)),
                        bench.requested(bench.snapshot(rpms))))
                .toString());
    }

    private void assertRefused(String reason) throws Exception {
        Registry untouched = (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    throw new AssertionError("the registry was asked: " + method.getName());
                });
        var snapshot = bench.snapshot(List.of());
        List<Outcome> outcomes = List.of(
                bench.run(
                        new SignKernelStage(bench.keys(), untouched, new SignedLayer(untouched)),
                        bench.requested(snapshot)),
                bench.run(
                        new SignKmodsStage(bench.keys(), untouched, new SignedLayer(untouched)),
                        bench.built(snapshot, new KmodOutcome[0])));
        for (Outcome outcome : outcomes) {
            assertThat(outcome).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.reason()).as(failed.message()).isEqualTo(reason);
                assertThat(failed.kind()).isEqualTo(FailureKind.POLICY);
            });
            said.add(outcome.toString());
        }
        assertSilent();
    }

    private void assertSilent() {
        for (TestContext context : bench.contexts) {
            said.addAll(context.reported());
            said.addAll(context.texts().values());
        }
        said.add(bench.config.toString());
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        CertificateWatchTest.start(bench.signing, meters);
        said.add(meters.getMetersAsString());
        String all = String.join("\n", said) + log.text() + printed.toString(StandardCharsets.UTF_8);
        assertThat(all).hasSizeGreaterThan(100);
        for (String secret : secrets) {
            // Not by an assertion that would print what it looks for.
            assertThat(all.contains(secret))
                    .as("a secret of %d characters is shown", secret.length())
                    .isFalse();
        }
    }

    private void hold(SigningKey key) throws Exception {
        guard(key);
        TestKeys.store(keys, "mok", key);
        pin(key.certificate());
    }

    private void pin(X509Certificate certificate) {
        bench.signing = new LineFile.Signing("mok", TestKeys.pem(certificate));
    }

    private void use(SignerConfig.NamedKey key) {
        bench.config = bench.config.with("mok", key);
    }

    private void guard(SigningKey key) {
        RSAPrivateCrtKey rsa = (RSAPrivateCrtKey) key.privateKey();
        for (BigInteger number : List.of(
                rsa.getPrivateExponent(),
                rsa.getPrimeP(),
                rsa.getPrimeQ(),
                rsa.getPrimeExponentP(),
                rsa.getCrtCoefficient())) {
            secrets.add(number.toString());
            secrets.add(number.toString(16));
            secrets.add(number.toString(16).toUpperCase(Locale.ROOT));
        }
        // In the encoding, the private part comes after the modulus.
        byte[] encoded = rsa.getEncoded();
        for (int at = encoded.length / 3; at + 24 < encoded.length; at += 24) {
            secrets.add(HexFormat.of().formatHex(encoded, at, at + 24));
            secrets.add(Base64.getEncoder().encodeToString(encoded).substring(at, at + 24));
        }
        guard(TestKeys.pem("PRIVATE KEY", encoded));
    }

    private void guard(String pem) {
        pem.lines().filter(line -> !line.startsWith("--")).forEach(secrets::add);
    }
}
