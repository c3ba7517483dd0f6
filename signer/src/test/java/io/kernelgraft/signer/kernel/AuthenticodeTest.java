package io.kernelgraft.signer.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.TestKeys;
import io.kernelgraft.signer.module.TestModules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticodeTest {
    private static final SigningKey OURS = TestKeys.rsa(2048, "CN=Example MOK");
    private static final SigningKey THEIRS = TestKeys.rsa(2048, "CN=A distribution");

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
        new Authenticode().sign(vmlinuz, "vmlinuz", OURS);
        Authenticode.verify(vmlinuz, OURS.certificate());
        assertThat(invalid(THEIRS)).hasMessageStartingWith("none of vmlinuz' 1 signatures is by 'CN=A distribution'");
    }

    @Test
    void shouldKeepASignatureThatIsThere() throws Exception {
        new Authenticode().sign(vmlinuz, "vmlinuz", THEIRS);
        new Authenticode().sign(vmlinuz, "vmlinuz", OURS);
        Authenticode.verify(vmlinuz, THEIRS.certificate());
        Authenticode.verify(vmlinuz, OURS.certificate());
    }

    @Test
    void shouldGiveTheSameBytesEachTime() throws Exception {
        byte[] plain = Files.readAllBytes(vmlinuz);
        new Authenticode().sign(vmlinuz, "vmlinuz", OURS);
        byte[] first = Files.readAllBytes(vmlinuz);
        Thread.sleep(1100); // a signing time would have seconds
        Files.write(vmlinuz, plain);
        new Authenticode().sign(vmlinuz, "vmlinuz", OURS);
        assertThat(Files.readAllBytes(vmlinuz)).isEqualTo(first);
    }

    @Test
    void shouldNotVerifyAnAlteredImage() throws Exception {
        new Authenticode().sign(vmlinuz, "vmlinuz", OURS);
        byte[] altered = Files.readAllBytes(vmlinuz);
        altered[0x1000] ^= 1;
        Files.write(vmlinuz, altered);
        assertThat(invalid(OURS)).hasMessageStartingWith("none of vmlinuz' 1 signatures");
    }

    @Test
    void shouldRefuseWhatIsNoEfiBinary() throws Exception {
        Files.write(vmlinuz, new byte[5000]);
        StageFailure failure =
                catchThrowableOfType(StageFailure.class, () -> new Authenticode().sign(vmlinuz, "vmlinuz", OURS));
        assertThat(failure.kind()).isEqualTo(FailureKind.UPSTREAM);
        assertThat(failure.reason()).isEqualTo("KERNEL_IMAGE_INVALID");
        assertThat(failure).hasMessageStartingWith("vmlinuz is not an EFI binary that can be signed: ");
    }

    @Test
    void shouldSatisfySbverify() throws Exception {
        assumeTrue(TestModules.has("sbverify"), "needs sbverify (sbsigntool)");
        TestKeys.store(directory, "ours", OURS);
        TestKeys.store(directory, "theirs", THEIRS);
        new Authenticode().sign(vmlinuz, "vmlinuz", THEIRS);
        new Authenticode().sign(vmlinuz, "vmlinuz", OURS);
        for (String name : List.of("ours", "theirs")) {
            String certificate = directory.resolve(name + ".pem").toString();
            assertThat(new String(TestModules.run(List.of("sbverify", "--cert", certificate, vmlinuz.toString()))))
                    .contains("Signature verification OK");
        }
        assertThat(new String(TestModules.run(List.of("sbverify", "--list", vmlinuz.toString()))))
                .contains("signature 1", "CN=Example MOK", "signature 2", "CN=A distribution");
    }

    private StageFailure invalid(SigningKey key) {
        StageFailure failure =
                catchThrowableOfType(StageFailure.class, () -> Authenticode.verify(vmlinuz, key.certificate()));
        assertThat(failure.reason()).isEqualTo("SIGNATURE_INVALID");
        return failure;
    }
}
