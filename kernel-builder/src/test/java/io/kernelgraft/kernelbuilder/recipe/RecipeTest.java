package io.kernelgraft.kernelbuilder.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecipeTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    void shouldReadLikeAContainerfile() {
        // Given
        Recipe recipe = new Recipe(Instant.ofEpochSecond(77));
        ImageReference artifact = ImageReference.parse("localhost:5000/lab/artifacts@sha256:" + HEX);
        Descriptor rpm = new Descriptor("application/x-rpm", Digest.ofSha256Hex("ab".repeat(32)), 7);

        // When
        recipe.from(ImageReference.parse("localhost:5000/lab/base@sha256:" + HEX));
        recipe.fetched(artifact, "rpms", Map.of("kernel-1.rpm", rpm));
        recipe.shown("rpms", "/run/rpms", false);
        recipe.shown("scratch/run", "/run", true);
        recipe.ran(Map.of("DRACUT_NO_XATTR", "1"), List.of("dracut", "--compress", "zstd -9", "it's"));
        recipe.did("empty /boot", "find /boot -mindepth 1 -delete");
        recipe.label(Map.of("ostree.linux", "7.2.12+deb14-cloud-amd64 \"$1\""));

        // Then
        assertThat(recipe).hasToString("""
                # The build context, made in an empty directory:
                #
                #   test -d artifact-0123456789ab || skopeo copy docker://localhost:5000/lab/artifacts@sha256:HEX dir:artifact-0123456789ab
                #   mkdir -p rpms
                #   cp artifact-0123456789ab/RPM rpms/kernel-1.rpm
                #
                # Then, there and as root:
                #
                #   buildah build -f <this file> --timestamp 77 \\
                #     --volume "$PWD"/scratch/run:/run \\
                #     --volume "$PWD"/rpms:/run/rpms:ro \\
                #     .

                FROM localhost:5000/lab/base@sha256:HEX
                RUN DRACUT_NO_XATTR=1 dracut --compress 'zstd -9' 'it'\\''s'
                # empty /boot
                RUN find /boot -mindepth 1 -delete
                LABEL ostree.linux="7.2.12+deb14-cloud-amd64 \\"\\$1\\""
                """.replace("HEX", HEX).replace("RPM", "ab".repeat(32)));
    }
}
