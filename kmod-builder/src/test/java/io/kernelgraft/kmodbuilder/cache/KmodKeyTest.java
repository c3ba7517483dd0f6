package io.kernelgraft.kmodbuilder.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.image.Digest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KmodKeyTest {
    private static final Digest A = Digest.ofSha256Hex("a".repeat(64));
    private static final Digest B = Digest.ofSha256Hex("b".repeat(64));
    private static final List<String> DEVEL = List.of("kernel-devel");

    @Test
    void shouldBeAnotherForEachThingAKmodIsBuiltFrom() {
        assertThat(Stream.of(
                        KmodKey.of(A, DEVEL, B, "vpoll", "akmod-vpoll-1.0-1.noarch 1234"),
                        KmodKey.of(B, DEVEL, B, "vpoll", "akmod-vpoll-1.0-1.noarch 1234"),
                        KmodKey.of(A, List.of("kernel-lto-devel"), B, "vpoll", "akmod-vpoll-1.0-1.noarch 1234"),
                        KmodKey.of(A, DEVEL, A, "vpoll", "akmod-vpoll-1.0-1.noarch 1234"),
                        KmodKey.of(A, DEVEL, B, "lime", "akmod-vpoll-1.0-1.noarch 1234"),
                        KmodKey.of(A, DEVEL, B, "vpoll", "akmod-vpoll-1.0-1.noarch 5678")))
                .doesNotHaveDuplicates()
                .allMatch(key -> key.sha256().matches("[0-9a-f]{64}"));
        assertThat(KmodKey.of(A, DEVEL, B, "vpoll", "x")).isEqualTo(KmodKey.of(A, DEVEL, B, "vpoll", "x"));
    }
}
