package io.kernelgraft.verifier.kernelimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.verifier.testing.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BzImageTest {
    @TempDir
    Path dir;

    @Test
    void shouldReadTheReleaseAsUnameWillSayIt() throws IOException {
        BzImage kernel = read(Kernels.bzImage("7.2.12+deb14-cloud-amd64 (builder@host) #1 SMP"));

        assertThat(kernel.release()).isEqualTo("7.2.12+deb14-cloud-amd64");
        assertThat(kernel.version()).isEqualTo("7.2.12+deb14-cloud-amd64 (builder@host) #1 SMP");
    }

    @Test
    void shouldRefuseWhatIsNoKernel() {
        byte[] noVersion = Kernels.bzImage("7");
        noVersion[526] = 0;
        noVersion[527] = 0;

        assertThatThrownBy(() -> read(new byte[4096]))
                .isInstanceOf(IOException.class)
                .hasMessage("no bzImage: 'HdrS' is not at byte 514");
        assertThatThrownBy(() -> read(noVersion)).hasMessage("the bzImage has no version string");
        assertThatThrownBy(() -> read(Arrays.copyOf(Kernels.bzImage("7.2"), 0x601)))
                .hasMessage("the bzImage has no version string");
    }

    private BzImage read(byte[] content) throws IOException {
        return BzImage.read(Files.write(dir.resolve("vmlinuz"), content));
    }
}
