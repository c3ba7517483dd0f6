package io.kernelgraft.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.tool.ToolCall;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildahTest {
    private static final String DIGEST = "@sha256:" + "0".repeat(64);

    @TempDir
    Path storage;

    private final RecordingTools tools = new RecordingTools();
    private Buildah buildah;

    @BeforeEach
    void makeBuildah() throws IOException {
        BuildahConfig config = new SmallRyeConfigBuilder()
                .withMapping(BuildahConfig.class)
                .withDefaultValue("kernelgraft.buildah.storage", storage.toString())
                .withDefaultValue("kernelgraft.buildah.keep-images", "1")
                .build()
                .getConfigMapping(BuildahConfig.class);
        buildah = new Buildah(config, Optional.of(List.of("localhost:5000")));
        Files.createDirectories(storage.resolve("tmp"));
    }

    @Test
    void shouldUsePlainHttpOnlyForTheHostsThatAreListed() throws InterruptedException {
        // When
        buildah.from(tools, ImageReference.parse("localhost:5000/lab/base" + DIGEST));
        buildah.from(tools, ImageReference.parse("quay.io/fedora/base" + DIGEST));

        // Then
        assertThat(tools.calls.get(0).argv())
                .contains("--tls-verify=false", "docker://localhost:5000/lab/base" + DIGEST);
        assertThat(tools.calls.get(1).argv()).contains("--tls-verify=true");
    }

    @Test
    void shouldRefuseAnImageThatIsNotPinned() {
        assertThatThrownBy(() -> buildah.from(tools, ImageReference.parse("localhost:5000/lab/base:44")))
                .hasMessageContaining("has no digest");
    }

    @Test
    void shouldRunWithoutNetworkUnlessAskedFor() throws InterruptedException {
        // Given
        WorkingContainer container = buildah.from(tools, ImageReference.parse("localhost:5000/lab/base" + DIGEST));
        ToolCall depmod = ToolCall.of("depmod", Duration.ofMinutes(1), "depmod", "-a", "7.2")
                .with("A", "b");

        // When
        container.run(ContainerCall.of(depmod)
                .showing(Path.of("/srv/rpms"), "/run/rpms")
                .sharing(Path.of("/srv/cache"), "/var/cache"));
        container.run(ContainerCall.of(depmod).withNetwork());

        // Then
        List<String> offline = tools.calls.get(1).argv();
        assertThat(offline).startsWith("unshare", "--net", "--", "buildah");
        assertThat(offline).containsSequence("--volume", "/srv/rpms:/run/rpms:ro");
        assertThat(offline).containsSequence("--volume", "/srv/cache:/var/cache");
        assertThat(offline).containsSequence("--env", "A=b");
        assertThat(offline).endsWith("--", "depmod", "-a", "7.2");
        assertThat(tools.calls.get(2).argv()).startsWith("buildah");
    }

    @Test
    void shouldGiveTheDigestThatThePushReported() throws InterruptedException {
        // Given
        WorkingContainer container = buildah.from(tools, ImageReference.parse("localhost:5000/lab/base" + DIGEST));

        // When
        ImageReference pushed = container.commitAndPush(
                ImageReference.parse("localhost:5000/lab/image:candidate-1"), Instant.ofEpochSecond(77));

        // Then
        assertThat(pushed).hasToString("localhost:5000/lab/image@" + RecordingTools.PUSHED);
        assertThat(tools.argv("commit")).containsSequence("--timestamp", "77");
        assertThat(tools.argv("push")).endsWith("1234abcd", "docker://localhost:5000/lab/image:candidate-1");
        assertThat(storage.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void shouldRemoveContainerAndOldImagesEvenWhenInterrupted() throws InterruptedException {
        // Given
        WorkingContainer container = buildah.from(tools, ImageReference.parse("localhost:5000/lab/base" + DIGEST));
        tools.images = "newest\nolder\noldest\n";
        Thread.currentThread().interrupt();

        // When
        container.close();

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(tools.argv("remove")).contains("rm");
        assertThat(tools.calls.stream().filter(call -> call.name().equals("prune")))
                .extracting(call -> call.argv().getLast())
                .containsExactly("older", "oldest");
    }
}
