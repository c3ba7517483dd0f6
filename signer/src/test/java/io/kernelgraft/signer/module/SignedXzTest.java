package io.kernelgraft.signer.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.TestKeys;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZ;

/** What the check without a second decompression sees; that the full one agrees is shown beside each good result. */
class SignedXzTest {
    private static final SigningKey KEY = TestKeys.rsa(2048, "CN=Example MOK");
    private static final SigningKey OTHER = TestKeys.rsa(2048, "CN=Example MOK");
    private static final byte[] CONTENT = TestModules.content(9_000);

    @TempDir
    Path directory;

    private byte[] packed;
    private byte[] signed;
    private SignedXz xz;

    @BeforeEach
    void sign() throws Exception {
        packed = TestModules.xz(XZ.CHECK_CRC32, CONTENT, TestModules.content(500));
        Path file = Files.write(directory.resolve("m.ko.xz"), packed);
        xz = SignedModule.sign(file, "m.ko.xz", KEY).xz().orElseThrow();
        signed = Files.readAllBytes(file);
    }

    @Test
    void shouldAgreeWithTheFullCheck() {
        check(signed);
        SignedModule.verify(new ByteArrayInputStream(signed), "m.ko.xz", KEY.certificate());
    }

    @Test
    void shouldSeeEveryChangedByte() {
        for (int at = 0; at < signed.length; at++) {
            byte[] changed = signed.clone();
            changed[at] ^= 1;
            assertThat(refusal(changed, KEY).reason()).as("byte %s", at).isEqualTo("SIGNATURE_INVALID");
        }
    }

    @Test
    void shouldSeeEveryMissingByteAndThoseAdded() {
        for (int length = 0; length < signed.length; length += length < packed.length ? 97 : 1) {
            assertThat(refusal(Arrays.copyOf(signed, length), KEY)).isNotNull();
        }
        for (int more : new int[] {1, 4, 12}) {
            assertThat(refusal(Arrays.copyOf(signed, signed.length + more), KEY))
                    .isNotNull();
        }
        assertThat(refusal(packed, KEY)).hasMessageContaining("one more");
    }

    @Test
    void shouldRefuseASignatureByAnotherKeyOrOverOtherBytes() throws Exception {
        assertThat(refusal(signed, OTHER)).isNotNull();
        // Given the same blocks with a block behind them that signs something else
        Path file = Files.write(directory.resolve("n.ko.xz"), packed);
        byte[] foreign = ModuleSignature.over(out -> out.write(1), KEY).trailer();
        XzStream.append(file, XzStream.blocks(file).orElseThrow(), foreign);
        // Then
        assertThat(refusal(Files.readAllBytes(file), KEY)).hasMessageContaining("is not over its bytes");
    }

    @Test
    void shouldRefuseMoreThanOneBlockBehind() throws Exception {
        Path file = Files.write(directory.resolve("m.ko.xz"), signed);
        XzStream.append(file, XzStream.blocks(file).orElseThrow(), new byte[100]);
        assertThat(refusal(Files.readAllBytes(file), KEY)).hasMessageContaining("one more");
    }

    private void check(byte[] bytes) {
        xz.verify(new ByteArrayInputStream(bytes), "m.ko.xz", KEY.certificate());
    }

    private StageFailure refusal(byte[] bytes, SigningKey key) {
        return catchThrowableOfType(
                StageFailure.class, () -> xz.verify(new ByteArrayInputStream(bytes), "m.ko.xz", key.certificate()));
    }
}
