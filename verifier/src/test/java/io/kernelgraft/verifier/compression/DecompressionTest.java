package io.kernelgraft.verifier.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.verifier.testing.Compressed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecompressionTest {
    private static final byte[] PLAIN = "a kernel module, say".repeat(1000).getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource(Decompression.class)
    void shouldTellTheCompressionByItsFirstBytes(Decompression compression) throws IOException {
        // Given
        byte[] compressed = Compressed.with(compression, PLAIN);

        // When
        byte[] plain = Decompression.open(new ByteArrayInputStream(compressed)).readAllBytes();

        // Then
        assertThat(Decompression.of(compressed)).isEqualTo(compression);
        assertThat(plain).isEqualTo(PLAIN);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void shouldNotTakeAShortenedFileForAWholeOne(Decompression compression) {
        byte[] compressed = Compressed.with(compression, PLAIN);
        byte[] half = Arrays.copyOf(compressed, compressed.length - 9);

        assertThatThrownBy(
                        () -> Decompression.open(new ByteArrayInputStream(half)).readAllBytes())
                .isInstanceOf(IOException.class);
    }

    @Test
    void shouldOpenAnEmptyFile() throws IOException {
        assertThat(Decompression.open(new ByteArrayInputStream(new byte[0])).readAllBytes())
                .isEmpty();
    }
}
