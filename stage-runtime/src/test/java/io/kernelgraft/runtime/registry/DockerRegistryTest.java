package io.kernelgraft.runtime.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.lab.registry.RegistryProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's docker-registry, which has no referrers API. */
class DockerRegistryTest {
    @TempDir
    static Path directory;

    private static RegistryProcess process;
    private static HttpRegistry registry;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(
                RegistryProcess.missing().isEmpty(),
                () -> RegistryProcess.missing().orElseThrow());
        process = RegistryProcess.start(directory.resolve("registry"));
        registry = new HttpRegistry(TestConfig.plain(process.host()));
    }

    @AfterAll
    static void stop() {
        if (process != null) {
            registry.close();
            process.close();
        }
    }

    private static JsonNode index(String path) throws IOException {
        URLConnection connection =
                URI.create("http://" + process.host() + path).toURL().openConnection();
        connection.setRequestProperty("Accept", Manifest.OCI_INDEX);
        return new ObjectMapper().readTree(connection.getInputStream());
    }

    private static ImageReference repository(String name) {
        return ImageReference.parse(process.host() + "/" + name);
    }

    @Test
    void shouldKeepALargeFileAcrossPushAndFetch() throws Exception {
        // Given
        Path file = directory.resolve("large.rpm");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write("head".getBytes());
            sparse.setLength(64 << 20);
        }

        // When
        Descriptor pushed = registry.pushBlob(repository("artifacts"), "application/x-rpm", file);
        Path back = directory.resolve("back.rpm");
        registry.fetchBlob(repository("artifacts"), pushed, back);

        // Then
        assertThat(pushed.size()).isEqualTo(64 << 20);
        assertThat(Files.mismatch(file, back)).isEqualTo(-1);
    }

    @Test
    void shouldMountABlobInAnotherRepository() throws Exception {
        // Given
        Descriptor pushed = registry.pushBlob(repository("artifacts"), "application/x-rpm", "mounted".getBytes());

        // When
        registry.copyBlob(repository("artifacts"), pushed, repository("promoted"));

        // Then
        try (InputStream in = registry.openBlob(repository("promoted"), pushed)) {
            assertThat(in.readAllBytes()).isEqualTo("mounted".getBytes());
        }
    }

    @Test
    void shouldGiveTheSameArtifactTheSameDigest() {
        // Given
        Descriptor layer = registry.pushBlob(repository("artifacts"), "application/x-rpm", "rpm".getBytes());
        List<Descriptor> layers = List.of(layer.titled("kernel-1.rpm"));

        // When
        ImageReference first = registry.pushArtifact(
                repository("artifacts"), "application/vnd.example.v1", layers, Map.of("b", "2", "a", "1"));
        ImageReference second = registry.pushArtifact(
                repository("artifacts"), "application/vnd.example.v1", layers, Map.of("a", "1", "b", "2"));

        // Then
        assertThat(second).isEqualTo(first);
        Manifest manifest = registry.manifest(first);
        assertThat(manifest.artifactType()).isEqualTo("application/vnd.example.v1");
        assertThat(manifest.layers()).singleElement().satisfies(one -> {
            assertThat(one.title()).contains("kernel-1.rpm");
            assertThat(one.digest()).isEqualTo(layer.digest());
        });
        assertThat(manifest.annotations()).containsExactlyInAnyOrderEntriesOf(Map.of("a", "1", "b", "2"));
        assertThat(registry.config(manifest)).isEmpty();
    }

    @Test
    void shouldGiveBackNoLayersOfAnArtifactThatWasPushedWithoutAny() {
        ImageReference pushed =
                registry.pushArtifact(repository("artifacts"), "application/vnd.example.v1", List.of(), Map.of());
        assertThat(registry.manifest(pushed).layers()).isEmpty();
    }

    @Test
    void shouldTagExactlyTheSameBytes() {
        // Given
        ImageReference pushed =
                registry.pushArtifact(repository("os"), "application/vnd.example.v1", List.of(), Map.of());
        assertThat(registry.resolve(repository("os").withTag("stable"))).isEmpty();

        // When
        registry.tag(registry.manifest(pushed), "stable");

        // Then
        assertThat(registry.resolve(repository("os").withTag("stable"))).contains(pushed.pinned());
        assertThat(registry.manifest(repository("os").withTag("stable")).reference())
                .isEqualTo(pushed);
    }

    @Test
    void shouldListEveryReferrerUnderTheFallbackTagAlsoWhenSeveralAttachAtOnce() throws Exception {
        // Given
        ImageReference subject =
                registry.pushArtifact(repository("os"), "application/vnd.example.v1", List.of(), Map.of("s", "1"));
        List<Callable<ImageReference>> attachments = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Map<String, String> annotations = Map.of("number", "" + i);
            attachments.add(() -> registry.attach(subject, "application/vnd.evidence.v1", List.of(), annotations));
        }

        // When
        List<Digest> attached = new ArrayList<>();
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            for (var future : both.invokeAll(attachments)) {
                attached.add(future.get().pinned());
            }
        }
        registry.attach(subject, "application/vnd.evidence.v1", List.of(), Map.of("number", "0"));

        // Then
        JsonNode index = index("/v2/os/manifests/sha256-" + subject.pinned().hex());
        List<Digest> listed = new ArrayList<>();
        index.path("manifests").forEach(entry -> {
            assertThat(entry.path("artifactType").asText()).isEqualTo("application/vnd.evidence.v1");
            listed.add(new Digest(entry.path("digest").asText()));
        });
        assertThat(listed).containsExactlyInAnyOrderElementsOf(attached);
        assertThat(registry.manifest(subject.withDigest(attached.getFirst()))
                        .json()
                        .at("/subject/digest")
                        .asText())
                .isEqualTo(subject.pinned().value());
    }
}
