package io.kernelgraft.contract.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "ghcr.io/ublue-os/bluefin-dx:stable, ghcr.io, ublue-os/bluefin-dx, stable",
                "localhost:5000/desktop, localhost:5000, desktop, -",
                "localhost/desktop, localhost, desktop, -",
                "registry:5000/a/b__c/d-e--f:v1.2_3, registry:5000, a/b__c/d-e--f, v1.2_3",
                "127.0.0.1:65535/a, 127.0.0.1:65535, a, -",
            })
    void shouldReadHostRepositoryAndTag(String text, String host, String repository, String tag) {
        // When
        ImageReference reference = ImageReference.parse(text);

        // Then
        assertThat(reference)
                .isEqualTo(new ImageReference(host, repository, Optional.ofNullable(tag), Optional.empty()))
                .hasToString(text);
    }

    @Test
    void shouldReadAndReplaceADigest() {
        // Given
        ImageReference tagged = ImageReference.parse("ghcr.io/a/b:stable@sha256:" + HEX);

        // Then
        assertThat(tagged.pinned().hex()).isEqualTo(HEX);
        assertThat(tagged.name()).isEqualTo("ghcr.io/a/b");
        assertThat(tagged.withDigest(Digest.ofSha256Hex(HEX.replace('0', 'f'))))
                .hasToString("ghcr.io/a/b@sha256:" + HEX.replace('0', 'f'));
        assertThat(tagged.withTag("candidate")).hasToString("ghcr.io/a/b:candidate");
        assertThatThrownBy(() -> tagged.withTag("candidate").pinned())
                .hasMessage("'ghcr.io/a/b:candidate' has no digest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bluefin",
                "ublue-os/bluefin",
                "ublue-os/bluefin:stable",
                "/a",
                "ghcr.io/",
                "ghcr.io//a",
                "ghcr.io/a/",
                "ghcr.io/A",
                "GHCR.IO/a",
                "ghcr.io/a:",
                "ghcr.io/a:-x",
                "ghcr.io/a:b:c",
                "ghcr.io/a@sha256:abc",
                "ghcr.io/a@sha512:abc",
                "ghcr.io/../a",
                "ghcr.io/a..b",
                "ghcr.io/a/..",
                "ghcr..io/a",
                "-ghcr.io/a",
                "ghcr.io:0/a",
                "user:word@ghcr.io/a",
                "docker://ghcr.io/a",
                "ghcr.io/a b",
                "ghcr.io/a\n",
                "ghcr.io/a;id",
                "--tls-verify=false",
            })
    void shouldRefuseWhatIsNone(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "an image reference is host[:port]/repository[:tag][@sha256:…] with a dot or port in the host,"
                                + " not '" + text + "'");
    }

    @Test
    void shouldRefuseAPortThatIsNone() {
        assertThatThrownBy(() -> ImageReference.parse("localhost:65536/a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a registry's port is at most 65535, not 65536");
    }

    @Test
    void shouldRefusePartsThatWouldReadBackDifferently() {
        assertThatThrownBy(() -> new ImageReference("ghcr.io", "a:b", Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ImageReference("ghcr.io/a", "b", Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ImageReference("ghcr.io", "a", Optional.of("b@sha256:" + HEX), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseLongOnesBeforeLookingAtThem() {
        assertThatThrownBy(() -> ImageReference.parse("a.b/" + "a/".repeat(500_000) + "a"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
