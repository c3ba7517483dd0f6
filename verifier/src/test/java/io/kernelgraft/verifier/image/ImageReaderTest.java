package io.kernelgraft.verifier.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.verifier.testing.ImageRegistry;
import io.kernelgraft.verifier.testing.Layer;
import io.kernelgraft.verifier.testing.Silent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageReaderTest {
    @TempDir
    Path dir;

    @Test
    void shouldReadLayersAndLabels() {
        ImageRegistry registry = new ImageRegistry(
                Map.of("ostree.linux", "7.2"),
                new Layer().file("a", "1").tar(),
                new Layer().file("b", "1").tar());

        ImageView image = read(registry);

        assertThat(image.root().children()).containsOnlyKeys("a", "b");
        assertThat(image.labels()).isEqualTo(Map.of("ostree.linux", "7.2"));
        assertThat(dir.resolve("layer")).doesNotExist();
    }

    @Test
    void shouldRejectAnImageWhoseLayerIsNoArchive() {
        byte[] garbage = "x".repeat(2000).getBytes(StandardCharsets.US_ASCII);
        ImageRegistry registry = new ImageRegistry(Map.of(), garbage);

        StageFailure failure = catchThrowableOfType(StageFailure.class, () -> read(registry));

        assertThat(failure.kind()).isEqualTo(FailureKind.REJECTED);
        assertThat(failure.reason()).isEqualTo("LAYER_UNREADABLE");
        assertThat(failure).hasMessageStartingWith("layer sha256:" + "0".repeat(64));
    }

    private ImageView read(ImageRegistry registry) {
        return new ImageReader(registry).read(ImageRegistry.IMAGE, WantedFiles.matching(".*"), dir, Silent.PROGRESS);
    }
}
