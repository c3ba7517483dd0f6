package io.kernelgraft.signer.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.stage.StageFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelImageTest {
    private static final byte[] IMAGE = TestKernels.bzImage("7.2.0-cachyos1.fc44.x86_64 (mockbuild@host) #1 SMP");

    @TempDir
    Path directory;

    @Test
    void shouldReadTheVersionString() throws Exception {
        KernelImage image = read(IMAGE);
        assertThat(image.version()).isEqualTo("7.2.0-cachyos1.fc44.x86_64 (mockbuild@host) #1 SMP");
        image.requireRelease(new Kver("7.2.0-cachyos1.fc44.x86_64"));
    }

    @Test
    void shouldRefuseAnotherKernelsImage() {
        StageFailure failure = catchThrowableOfType(
                StageFailure.class, () -> read(IMAGE).requireRelease(new Kver("7.2.0-cachyos1.fc44")));
        assertThat(failure.kind()).isEqualTo(FailureKind.UPSTREAM);
        assertThat(failure.reason()).isEqualTo("KERNEL_VERSION_MISMATCH");
        assertThat(failure)
                .hasMessage(
                        "vmlinuz says it is '7.2.0-cachyos1.fc44.x86_64', its directory says '7.2.0-cachyos1.fc44'");
    }

    @Test
    void shouldRefuseWhatIsNoKernel() {
        byte[] noMagic = IMAGE.clone();
        noMagic[0x203] = 0;
        byte[] noVersion = IMAGE.clone();
        noVersion[0x20F] = 0x7f;
        for (byte[] wrong : new byte[][] {new byte[0], Arrays.copyOf(IMAGE, 500), noMagic, noVersion}) {
            StageFailure failure = catchThrowableOfType(StageFailure.class, () -> read(wrong));
            assertThat(failure.reason()).isEqualTo("KERNEL_IMAGE_INVALID");
        }
    }

    private KernelImage read(byte[] bytes) throws Exception {
        return KernelImage.read(Files.write(directory.resolve("vmlinuz"), bytes));
    }
}
