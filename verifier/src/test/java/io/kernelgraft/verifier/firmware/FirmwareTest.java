package io.kernelgraft.verifier.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.verifier.testing.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirmwareTest {
    private static final Key MOK = Key.named("MOK");
    private static final int STORE = 72;
    private static final int FIRST_VARIABLE = STORE + 28;

    @TempDir
    Path dir;

    @Test
    void shouldAddTheCertificateBehindTheVariablesThatAreThere() throws Exception {
        // Given one variable "Boot" of 5 bytes, in a store of 8 KiB
        byte[] image = image(8192);
        ByteBuffer.wrap(image)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(FIRST_VARIABLE)
                .putShort((short) 0x55aa)
                .put((byte) 0x3f)
                .putInt(FIRST_VARIABLE + 36, 10)
                .putInt(FIRST_VARIABLE + 40, 5);
        int second = FIRST_VARIABLE + 60 + 16; // 10 + 5, aligned to 4
        byte[] certificate = MOK.certificate().getEncoded();

        // When
        byte[] written = write(image);

        // Then
        ByteBuffer variable = ByteBuffer.wrap(written, second, written.length - second)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(variable.getShort(0)).isEqualTo((short) 0x55aa);
        assertThat(variable.get(2)).as("added, not deleted").isEqualTo((byte) 0x3f);
        assertThat(variable.getInt(4)).as("non-volatile, boot services only").isEqualTo(3);
        assertThat(variable.getInt(36)).isEqualTo(16);
        assertThat(variable.getInt(40)).isEqualTo(28 + 16 + certificate.length);
        assertThat(hex(written, second + 44, 16)).isEqualTo("50ab5d6046e00043abb63dd810dd8b23");
        assertThat(new String(written, second + 60, 16, StandardCharsets.UTF_16LE))
                .isEqualTo("MokList\0");
        assertThat(hex(written, second + 76, 16)).isEqualTo("a159c0a5e494a74a87b5ab155c2bf072");
        assertThat(variable.getInt(76 + 16)).isEqualTo(28 + 16 + certificate.length);
        assertThat(variable.getInt(76 + 24)).isEqualTo(16 + certificate.length);
        int data = second + 76 + 28 + 16;
        assertThat(Arrays.copyOfRange(written, data, data + certificate.length)).isEqualTo(certificate);
        assertThat(Arrays.copyOf(written, second)).isEqualTo(Arrays.copyOf(image, second));
    }

    @Test
    void shouldSayThatAnImageIsNotRaw() {
        StageFailure failure = catchThrowableOfType(
                StageFailure.class, () -> write("QFI\u00fb".repeat(99).getBytes()));

        assertThat(failure.reason()).isEqualTo("FIRMWARE_UNUSABLE");
        assertThat(failure).hasMessageContaining("vars.fd").hasMessageContaining("a .qcow2 image must be converted");
    }

    @Test
    void shouldSayThatThereIsNoRoom() {
        StageFailure failure = catchThrowableOfType(StageFailure.class, () -> write(image(500)));

        assertThat(failure).hasMessageContaining("no room for MokList");
    }

    private byte[] write(byte[] variables) throws IOException {
        Path template = Files.write(dir.resolve("vars.fd"), variables);
        FirmwareConfig config = new FirmwareConfig() {
            @Override
            public Path code() {
                return dir.resolve("code.fd");
            }

            @Override
            public Path variables() {
                return template;
            }
        };
        Path target = dir.resolve("copy.fd");
        new Firmware(config).writeVariables(MOK.certificate(), target);
        return Files.readAllBytes(target);
    }

    private static byte[] image(int storeSize) {
        ByteBuffer image = ByteBuffer.allocate(STORE + storeSize).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.fill(image.array(), FIRST_VARIABLE, image.capacity(), (byte) 0xff);
        image.put(40, "_FVH".getBytes(StandardCharsets.US_ASCII)).putShort(48, (short) STORE);
        image.put(STORE, HexFormat.of().parseHex("782cf3aa7b949a43a1802e144ec37792"));
        image.putInt(STORE + 16, storeSize);
        return image.array();
    }

    private static String hex(byte[] bytes, int from, int count) {
        return HexFormat.of().formatHex(bytes, from, from + count);
    }
}
