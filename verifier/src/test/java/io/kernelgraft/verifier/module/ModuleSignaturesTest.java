package io.kernelgraft.verifier.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.verifier.compression.Decompression;
import io.kernelgraft.verifier.testing.Compressed;
import io.kernelgraft.verifier.testing.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleSignaturesTest {
    private static final Key MOK = Key.named("MOK");
    private static final Key STRANGER = Key.named("Stranger");
    private static final byte[] MODULE = bytes(300_000);

    @TempDir
    Path dir;

    private ModuleSignatures signatures;

    @BeforeEach
    void signatures() throws CertificateEncodingException {
        signatures = new ModuleSignatures(MOK.certificate());
    }

    @ParameterizedTest
    @EnumSource
    void shouldAcceptASignedModuleOfEveryCompression(Decompression compression) throws IOException {
        assertThat(signatures.problem(file(Compressed.with(compression, MOK.signModule(MODULE)))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 64 << 10, (64 << 10) * 4 - 437, (64 << 10) * 4, 1 << 20})
    void shouldAcceptModulesOfAnySize(int size) throws IOException {
        assertThat(signatures.problem(file(MOK.signModule(bytes(size))))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256", "SHA384", "SHA512"})
    void shouldAcceptEveryDigestThatKernelsUse(String digest) throws IOException {
        Path file = file(MOK.signModule(MODULE, digest));

        assertThat(signatures.problem(file)).isEmpty();
        assertThat(signatures.problem(file)).isEmpty();
    }

    @Test
    void shouldSayThatAModuleIsNotSigned() throws IOException {
        assertThat(signatures.problem(file(MODULE))).contains("not signed");
        assertThat(signatures.problem(file(new byte[0]))).contains("not signed");
    }

    @Test
    void shouldNotAcceptAnotherKeysSignature() throws IOException {
        assertThat(signatures.problem(file(STRANGER.signModule(MODULE))).orElseThrow())
                .startsWith("signed by CN=Stranger serial ")
                .endsWith(", not by the line's certificate");
    }

    @Test
    void shouldNotAcceptAnotherKeysSignatureInTheCertificatesName() throws IOException {
        assertThat(signatures.problem(file(MOK.impostor().signModule(MODULE))))
                .contains("the signature does not match the module");
    }

    @Test
    void shouldLookAtTheLastSignatureOnly() throws IOException {
        assertThat(signatures.problem(file(MOK.signModule(STRANGER.signModule(MODULE)))))
                .isEmpty();
        assertThat(signatures.problem(file(STRANGER.signModule(MOK.signModule(MODULE)))))
                .isPresent();
    }

    @Test
    void shouldNoticeOneChangedByte() throws IOException {
        byte[] signed = MOK.signModule(MODULE);
        signed[1000] ^= 1;

        assertThat(signatures.problem(file(signed))).contains("the signature does not match the module");
    }

    @Test
    void shouldNoticeSomethingBehindTheSignature() throws IOException {
        byte[] signed = MOK.signModule(MODULE);

        assertThat(signatures.problem(file(Arrays.copyOf(signed, signed.length + 1))))
                .contains("not signed");
    }

    @Test
    void shouldRefuseATrailerThatSaysNonsense() throws IOException {
        byte[] signed = MOK.signModule(MODULE);
        byte[] magic = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
        signed[signed.length - magic.length - 4] = (byte) 0xff;

        assertThat(signatures.problem(file(signed)).orElseThrow()).startsWith("unreadable: signature of 42");
    }

    @Test
    void shouldSayWhenAModuleDoesNotDecompress() throws IOException {
        byte[] xz = Compressed.with(Decompression.XZ, MOK.signModule(MODULE));

        assertThat(signatures.problem(file(Arrays.copyOf(xz, xz.length / 2))).orElseThrow())
                .startsWith("unreadable: ");
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(dir.resolve("module.ko"), content);
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
