package io.kernelgraft.verifier.kernelimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.verifier.testing.Kernels;
import io.kernelgraft.verifier.testing.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticodeTest {
    private static final Key MOK = Key.named("MOK");
    private static final Key STRANGER = Key.named("Stranger");
    private static final byte[] KERNEL = Kernels.bzImage("7.2.0");

    @TempDir
    Path dir;

    @Test
    void shouldAcceptTheLinesSignature() throws IOException {
        Authenticode.Verdict verdict = verify(MOK.signKernel(KERNEL));

        assertThat(verdict.problem()).isEmpty();
        assertThat(verdict.signers()).containsExactly("CN=MOK");
    }

    @Test
    void shouldAcceptTheLinesSignatureBesideAnother() throws IOException {
        Authenticode.Verdict verdict = verify(MOK.signKernel(STRANGER.signKernel(KERNEL)));

        assertThat(verdict.problem()).isEmpty();
        assertThat(verdict.signers()).containsExactlyInAnyOrder("CN=MOK", "CN=Stranger");
    }

    @Test
    void shouldRefuseAKernelThatNobodySigned() throws IOException {
        Authenticode.Verdict verdict = verify(KERNEL);

        assertThat(verdict.problem()).contains("no signature by the line's certificate (CN=MOK)");
        assertThat(verdict.signers()).isEmpty();
    }

    @Test
    void shouldRefuseAKernelThatAStrangerSigned() throws IOException {
        assertThat(verify(STRANGER.signKernel(KERNEL)).problem())
                .contains("no signature by the line's certificate (CN=MOK)");
    }

    @Test
    void shouldRefuseAStrangersSignatureInTheCertificatesName() throws IOException {
        assertThat(verify(MOK.impostor().signKernel(KERNEL)).problem())
                .contains("the signature does not verify with the line's certificate");
    }

    @Test
    void shouldNoticeThatTheKernelWasChangedAfterwards() throws IOException {
        byte[] signed = MOK.signKernel(KERNEL);
        signed[0x700] ^= 1;

        assertThat(verify(signed).problem()).contains("the file was changed after the line's certificate signed it");
    }

    @Test
    void shouldRefuseWhatIsNoEfiBinary() {
        assertThatThrownBy(() -> verify("no kernel at all".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IOException.class);
    }

    private Authenticode.Verdict verify(byte[] vmlinuz) throws IOException {
        return Authenticode.verify(Files.write(dir.resolve("vmlinuz"), vmlinuz), MOK.certificate());
    }
}
