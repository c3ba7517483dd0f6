package io.kernelgraft.runtime.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's docker-registry, which has no referrers API. */
class DockerRegistryTest {
    private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

    @TempDir
    static Path directory;

    private static Process process;
    private static HttpRegistry registry;
    private static String host;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "docker-registry is not installed");
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        host = "localhost:" + port;
        Path config =
                Files.writeString(directory.resolve("config.yml"), """
                version: 0.1
                log: {level: error}
                storage:
                  filesystem: {rootdirectory: %s}
                http: {addr: "localhost:%d"}
                """.formatted(directory.resolve("data"), port));
        process = new ProcessBuilder(PROGRAM.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Awaitility.await().ignoreExceptions().until(() -> status("/v2/") == 200);
        registry = new HttpRegistry(TestConfig.plain(host));
    }

    @AfterAll
    static void stop() {
        if (process != null) {
            registry.close();
            process.destroyForcibly();
        }
    }

    private static int status(String path) throws IOException {
        return ((HttpURLConnection) URI.create("http://" + host + path).toURL().openConnection()).getResponseCode();
    }

    private static JsonNode index(String path) throws IOException {
        URLConnection connection = URI.create("http://" + host + path).toURL().openConnection();
        connection.setRequestProperty("Accept", Manifest.OCI_INDEX);
        return new ObjectMapper().readTree(connection.getInputStream());
    }

    private static ImageReference repository(String name) {
        return ImageReference.parse(host + "/" + name);
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
