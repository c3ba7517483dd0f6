package io.kernelgraft.signer.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile.ExistingSignatures;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.TestKeys;
import io.kernelgraft.signer.module.TestModules;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticodeTest {
    private static final SigningKey OURS = TestKeys.rsa(2048, "CN=Example MOK");
    private static final SigningKey THEIRS = TestKeys.rsa(2048, "CN=A distribution");

    private static final SigningKey PREVIOUS = TestKeys.rsa(4096, "CN=Example MOK of 2024");
    private static final Authenticode ADDED = new Authenticode(ExistingSignatures.KEEP, List.of());

    @TempDir
    Path directory;

    private Path vmlinuz;

    @BeforeEach
    void image() throws Exception {
        vmlinuz = Files.write(directory.resolve("vmlinuz"), TestKernels.bzImage("7.2.0-test #1"));
    }

    @Test
    void shouldSignAndVerify() throws Exception {
        assertThat(invalid(OURS)).hasMessageStartingWith("none of vmlinuz' 0 signatures is by 'CN=Example MOK'");
        ADDED.sign(vmlinuz, "vmlinuz", OURS);
        signatures().requireBy(OURS.certificate());
        assertThat(invalid(THEIRS)).hasMessageStartingWith("none of vmlinuz' 1 signatures is by 'CN=A distribution'");
    }

    @Test
    void shouldKeepASignatureThatIsThere() throws Exception {
        ADDED.sign(vmlinuz, "vmlinuz", THEIRS);
        ADDED.sign(vmlinuz, "vmlinuz", OURS);
        signatures().requireBy(THEIRS.certificate());
        signatures().requireBy(OURS.certificate());
    }

    @Test
    void shouldGiveTheSameBytesEachTime() throws Exception {
        byte[] plain = Files.readAllBytes(vmlinuz);
        ADDED.sign(vmlinuz, "vmlinuz", OURS);
        byte[] first = Files.readAllBytes(vmlinuz);
        Thread.sleep(1100); // a signing time would have seconds
        Files.write(vmlinuz, plain);
        ADDED.sign(vmlinuz, "vmlinuz", OURS);
        assertThat(Files.readAllBytes(vmlinuz)).isEqualTo(first);
    }

    @Test
    void shouldNotVerifyAnAlteredImage() throws Exception {
        ADDED.sign(vmlinuz, "vmlinuz", OURS);
        byte[] altered = Files.readAllBytes(vmlinuz);
        altered[0x1000] ^= 1;
        Files.write(vmlinuz, altered);
        assertThat(invalid(OURS)).hasMessageStartingWith("none of vmlinuz' 1 signatures");
    }

    @Test
    void shouldRefuseWhatIsNoEfiBinary() throws Exception {
        Files.write(vmlinuz, new byte[5000]);
        StageFailure failure = catchThrowableOfType(StageFailure.class, () -> ADDED.sign(vmlinuz, "vmlinuz", OURS));
        assertThat(failure.kind()).isEqualTo(FailureKind.UPSTREAM);
        assertThat(failure.reason()).isEqualTo("KERNEL_IMAGE_INVALID");
        assertThat(failure).hasMessageStartingWith("vmlinuz is not an EFI binary that can be signed: ");
    }

    @Test
    void shouldSatisfySbverify() throws Exception {
        assumeTrue(TestModules.has("sbverify"), "needs sbverify (sbsigntool)");
        TestKeys.store(directory, "ours", OURS);
        TestKeys.store(directory, "theirs", THEIRS);
        ADDED.sign(vmlinuz, "vmlinuz", THEIRS);
        ADDED.sign(vmlinuz, "vmlinuz", OURS);
        for (String name : List.of("ours", "theirs")) {
            String certificate = directory.resolve(name + ".pem").toString();
            assertThat(new String(TestModules.run(List.of("sbverify", "--cert", certificate, vmlinuz.toString()))))
                    .contains("Signature verification OK");
        }
        assertThat(new String(TestModules.run(List.of("sbverify", "--list", vmlinuz.toString()))))
                .contains("signature 1", "CN=Example MOK", "signature 2", "CN=A distribution");
    }

    @Test
    void shouldSignWithTwoKeysWhileMachinesChangeOver() throws Exception {
        // Given
        Authenticode both = new Authenticode(ExistingSignatures.KEEP, List.of(PREVIOUS));
        ADDED.sign(vmlinuz, "vmlinuz", THEIRS);
        // When
        both.sign(vmlinuz, "vmlinuz", OURS);
        // Then each certificate by itself is enough, and the check demands both
        verify(both, OURS);
        assertSbverifies(List.of(OURS, PREVIOUS, THEIRS));
        Files.write(vmlinuz, TestKernels.bzImage("7.2.0-test #1"));
        ADDED.sign(vmlinuz, "vmlinuz", OURS);
        assertThat(catchThrowableOfType(StageFailure.class, () -> verify(both, OURS)))
                .hasMessageStartingWith("none of vmlinuz' 1 signatures is by 'CN=Example MOK of 2024'");
    }

    @Test
    void shouldStripTheSignaturesThatAreThere() throws Exception {
        // Given
        Authenticode stripping = new Authenticode(ExistingSignatures.STRIP, List.of(PREVIOUS));
        ADDED.sign(vmlinuz, "vmlinuz", THEIRS);
        // When
        stripping.sign(vmlinuz, "vmlinuz", OURS);
        // Then
        verify(stripping, OURS);
        assertThat(signatures().all()).hasSize(2);
        assertThat(invalid(THEIRS)).hasMessageStartingWith("none of vmlinuz' 2 signatures is by 'CN=A distribution'");
        assertSbverifies(List.of(OURS, PREVIOUS));
    }

    @Test
    void shouldNoticeASignatureThatWasNotStripped() throws Exception {
        ADDED.sign(vmlinuz, "vmlinuz", THEIRS);
        ADDED.sign(vmlinuz, "vmlinuz", OURS);
        assertThat(catchThrowableOfType(
                        StageFailure.class, () -> verify(new Authenticode(ExistingSignatures.STRIP, List.of()), OURS)))
                .hasMessage("vmlinuz has 2 signatures, expected our own 1 alone");
    }

    @Test
    void shouldNoticeAWrongChecksum() throws Exception {
        ADDED.sign(vmlinuz, "vmlinuz", OURS);
        verify(ADDED, OURS);
        byte[] bytes = Files.readAllBytes(vmlinuz);
        bytes[0x40 + 88] ^= 1; // which no signature covers
        Files.write(vmlinuz, bytes);
        assertThat(catchThrowableOfType(StageFailure.class, () -> verify(ADDED, OURS)))
                .hasMessageStartingWith("vmlinuz' PE checksum is ");
    }

    private void verify(Authenticode method, SigningKey key) throws Exception {
        try (InputStream in = Files.newInputStream(vmlinuz)) {
            method.verify(in, "vmlinuz", key.certificate(), directory.resolve("scratch"));
        }
    }

    private void assertSbverifies(List<SigningKey> keys) throws Exception {
        assumeTrue(TestModules.has("sbverify"), "needs sbverify (sbsigntool)");
        for (SigningKey key : keys) {
            TestKeys.store(directory, "any", key);
            String certificate = directory.resolve("any.pem").toString();
            assertThat(new String(TestModules.run(List.of("sbverify", "--cert", certificate, vmlinuz.toString()))))
                    .contains("Signature verification OK");
        }
    }

    private ImageSignatures signatures() throws Exception {
        return ImageSignatures.read(vmlinuz);
    }

    private StageFailure invalid(SigningKey key) {
        StageFailure failure =
                catchThrowableOfType(StageFailure.class, () -> signatures().requireBy(key.certificate()));
        assertThat(failure.reason()).isEqualTo("SIGNATURE_INVALID");
        return failure;
    }
}
