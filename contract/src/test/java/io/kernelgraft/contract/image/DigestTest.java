package io.kernelgraft.contract.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DigestTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    void shouldTakeSha256Alone() {
        assertThat(Digest.ofSha256Hex(HEX)).hasToString("sha256:" + HEX);
        assertThat(new Digest("sha256:" + HEX).hex()).isEqualTo(HEX);
        assertThat(new Digest("sha256:" + HEX).shortHex()).isEqualTo("0123456789ab");
        for (String wrong :
                new String[] {null, "", HEX, "sha512:" + HEX, "sha256:" + HEX.toUpperCase(), "sha256:" + HEX + "\n"}) {
            assertThatThrownBy(() -> new Digest(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a digest is 'sha256:' and 64 hex digits, not '" + wrong + "'");
        }
    }
}
