package io.kernelgraft.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.tool.ToolCall;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
                .withDefaultValue("kernelgraft.buildah.storage-quota", "1000")
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
        assertThat(tools.calls.get(2).argv()).contains("--tls-verify=true");
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
        List<String> offline = tools.calls.get(2).argv();
        assertThat(offline).startsWith("unshare", "--net", "--", "buildah");
        assertThat(offline).containsSequence("--volume", "/srv/rpms:/run/rpms:ro");
        assertThat(offline).containsSequence("--volume", "/srv/cache:/var/cache");
        assertThat(offline).containsSequence("--env", "A=b");
        assertThat(offline).endsWith("sh", "depmod", "-a", "7.2");
        assertThat(storage.resolve("tmp")).isEmptyDirectory();
        assertThat(tools.calls.get(3).argv()).startsWith("buildah");
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
        assertThat(tools.argv("push"))
                .endsWith(RecordingTools.COMMITTED, "docker://localhost:5000/lab/image:candidate-1");
        assertThat(storage.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void shouldRemoveTheContainerEvenWhenInterrupted() throws InterruptedException {
        // Given
        WorkingContainer container = buildah.from(tools, ImageReference.parse("localhost:5000/lab/base" + DIGEST));
        Thread.currentThread().interrupt();

        // When
        container.close();

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(tools.argv("remove")).contains("rm");
    }

    @Test
    void shouldRemoveTheLeastRecentlyUsedImagesUntilTheQuotaIsKept() throws Exception {
        // Given
        buildah.prepare();
        tools.images = "sha256:%s\nsha256:%s\nsha256:%s\n".formatted(id("a"), id("b"), id("c"));
        mark("used", id("a"), 30);
        mark("used", id("b"), 10);
        mark("used", id("c"), 20);
        tools.sizes.addAll(List.of(3000, 2000, 1000));

        // When
        buildah.prune(tools);

        // Then
        assertThat(pruned()).containsExactly(id("a"), id("c"));
        assertThat(storage.resolve("used")).isDirectoryContaining("glob:**" + id("b"));
    }

    @Test
    void shouldTakeImagesWhoseUseNobodyNotedFirst() throws Exception {
        // Given
        buildah.prepare();
        tools.images = "sha256:%s\nsha256:%s\n".formatted(id("a"), id("b"));
        mark("used", id("a"), 30);
        tools.sizes.addAll(List.of(3000, 500));

        // When
        buildah.prune(tools);

        // Then
        assertThat(pruned()).containsExactly(id("b"));
    }

    @Test
    void shouldKeepWhatItMadeForTheNextStageAndNoLonger() throws Exception {
        // Given
        buildah.prepare();
        mark("made", id("a"), 0);
        mark("used", id("a"), 3700);
        mark("made", id("b"), 0);
        mark("used", id("b"), 600);
        tools.sizes.add(10);

        // When
        buildah.prune(tools);

        // Then
        assertThat(pruned()).containsExactly(id("a"));
        assertThat(storage.resolve("made")).isDirectoryNotContaining("glob:**" + id("a"));
    }

    @Test
    void shouldNotRunBuildahInAServiceThatDoesNotUseIt() throws Exception {
        // When
        buildah.prune(tools);

        // Then
        assertThat(tools.calls).isEmpty();
    }

    private static String id(String letter) {
        return letter.repeat(64);
    }

    private void mark(String kind, String id, int secondsAgo) throws IOException {
        Path mark = Files.createDirectories(storage.resolve(kind)).resolve(id);
        Files.write(mark, new byte[0]);
        Files.setLastModifiedTime(mark, FileTime.from(Instant.now().minusSeconds(secondsAgo)));
    }

    private List<String> pruned() {
        return tools.calls.stream()
                .filter(call -> call.name().equals("prune"))
                .map(call -> call.argv().getLast())
                .toList();
    }
}
