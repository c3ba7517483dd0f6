package io.kernelgraft.kernelbuilder.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactTest {
    private static final Digest DIGEST = Digest.ofSha256Hex("0".repeat(64));

    private static Artifact with(String title) {
        Descriptor layer = new Descriptor("application/x-rpm", DIGEST, 1).titled(title);
        ImageReference reference = ImageReference.parse("localhost:5000/lab/artifacts@" + DIGEST);
        return new Artifact(
                null,
                new Manifest(reference, Manifest.OCI_MANIFEST, new byte[0], null, null, List.of(layer), Map.of()));
    }

    @Test
    void shouldKnowItsLayersByFileName() {
        assertThat(with("kernel-cachyos-7.2.0-cachyos1.fc44.x86_64.rpm").files())
                .containsOnlyKeys("kernel-cachyos-7.2.0-cachyos1.fc44.x86_64.rpm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/cron.d/x", "a/b.rpm", "-y", "", "a b.rpm", "a.rpm\n"})
    void shouldRefuseATitleThatIsNoPlainFileName(String title) {
        assertThatThrownBy(() -> with(title).files())
                .hasMessageContaining("is titled '" + title + "'")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.REJECTED, "ARTIFACT_FILE_NAME");
    }
}
