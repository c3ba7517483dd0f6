package io.kernelgraft.kernelbuilder.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecipeTest {
    @Test
    void shouldReadLikeAContainerfile() {
        // Given
        Recipe recipe = new Recipe();

        // When
        recipe.from("localhost:5000/lab/base@sha256:00");
        recipe.ran(Map.of("DRACUT_NO_XATTR", "1"), List.of("dracut", "--compress", "zstd -9", "it's"));
        recipe.did("empty /boot");
        recipe.label(Map.of("ostree.linux", "7.2.12+deb14-cloud-amd64"));

        // Then
        assertThat(recipe).hasToString("""
                FROM localhost:5000/lab/base@sha256:00
                RUN DRACUT_NO_XATTR=1 dracut --compress 'zstd -9' 'it'\\''s'
                # empty /boot
                LABEL ostree.linux=7.2.12+deb14-cloud-amd64
                """);
    }
}
