package io.kernelgraft.runtime.registry;

import static io.kernelgraft.runtime.registry.ScriptedRegistry.body;
import static io.kernelgraft.runtime.registry.TestConfig.caching;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kernelgraft.lab.fault.LabFault;
import io.kernelgraft.lab.testing.Reproduces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobCacheTest {
    private static final String RPM = "kernel";
    private static final Descriptor BLOB = blob(RPM);

    @TempDir
    Path directory;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private ScriptedRegistry server;
    private HttpRegistry registry;

    @BeforeEach
    void open() throws IOException {
        server = new ScriptedRegistry().answers(body(200, RPM));
        registry = registry(directory.resolve("cache"), 1 << 20);
    }

    @AfterEach
    void close() {
        registry.close();
        server.close();
    }

    @Test
    void shouldFetchABlobOnce() throws Exception {
        // When
        fetch("first");
        fetch("second");

        // Then
        assertThat(directory.resolve("second")).hasContent(RPM);
        assertThat(server.asked).containsExactly("GET /v2/os/blobs/" + BLOB.digest());
        assertThat(fetchedBytes()).isEqualTo(RPM.length());
    }

    @Test
    void shouldFetchAnImageConfigOnce() {
        // Given
        String json = "{\"config\":{\"Labels\":{\"ostree.linux\":\"7.2\"}}}";
        server.close();
        server = scripted(json);
        Manifest manifest = new Manifest(
                server.reference("os@" + BLOB.digest()),
                Manifest.OCI_MANIFEST,
                new byte[0],
                JsonNodeFactory.instance.objectNode(),
                blob(json),
                List.of(),
                Map.of());
        registry.close();
        registry = registry(directory.resolve("cache"), 1 << 20);

        // When
        registry.config(manifest);

        // Then
        assertThat(registry.config(manifest)
                        .path("config")
                        .path("Labels")
                        .path("ostree.linux")
                        .asText())
                .isEqualTo("7.2");
        assertThat(server.asked).hasSize(1);
    }

    @Test
    @Reproduces(
            rows = "H7",
            faults = LabFault.CACHE_POISONED,
            stage = "each that fetches packages",
            prevented = "a file whose bytes are not what its name says is dropped and fetched again")
    void shouldDropAPoisonedEntryAndFetchAgain() throws Exception {
        // Given
        fetch("first");
        Files.writeString(entry(BLOB), "KERNEL");

        // When
        fetch("second");
        fetch("third");

        // Then
        assertThat(directory.resolve("second")).hasContent(RPM);
        assertThat(directory.resolve("third")).hasContent(RPM);
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void shouldDropATruncatedEntryAndFetchAgain() throws Exception {
        // Given
        fetch("first");
        Files.writeString(entry(BLOB), RPM.substring(1));

        // When
        fetch("second");

        // Then
        assertThat(directory.resolve("second")).hasContent(RPM);
        assertThat(entry(BLOB)).hasContent(RPM);
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void shouldNotLetAStageChangeWhatIsKept() throws Exception {
        // Given
        fetch("first");
        fetch("second");

        // When
        Files.writeString(directory.resolve("first"), "signed");
        Files.writeString(directory.resolve("second"), "signed");

        // Then
        assertThat(entry(BLOB)).hasContent(RPM);
    }

    @Test
    void shouldRemoveTheLeastRecentlyUsedAboveTheQuota() throws Exception {
        // Given
        BlobCache cache = new BlobCache(config(directory.resolve("cache"), 12), Clock.systemUTC());
        keep(cache, "old");
        keep(cache, "used");
        keep(cache, "newer");
        age("old", 300);
        age("used", 200);
        age("newer", 100);

        // When
        assertThat(cache.copy(blob("old"), directory.resolve("copy"))).isTrue();
        keep(cache, "added");

        // Then
        assertThat(kept()).containsExactlyInAnyOrder("old", "added");
    }

    @Test
    void shouldNotEmptyItselfForABlobThatWouldNeverFit() throws Exception {
        // Given
        BlobCache cache = new BlobCache(config(directory.resolve("cache"), 12), Clock.systemUTC());
        keep(cache, "old");

        // When
        keep(cache, "larger than 12 bytes");

        // Then
        assertThat(kept()).containsExactly("old");
    }

    @Test
    void shouldRemoveWhatAKilledProcessWasWriting() throws Exception {
        // Given
        Path abandoned = Files.createDirectories(directory.resolve("cache/tmp")).resolve("abandoned");
        Path written = directory.resolve("cache/tmp/written");
        Files.writeString(abandoned, "ker");
        Files.writeString(written, "ker");
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minusSeconds(7200)));

        // When
        fetch("first");

        // Then
        assertThat(abandoned).doesNotExist();
        assertThat(written).exists();
    }

    @Test
    void shouldFetchWithoutACacheWhenItCanNotBeWritten() throws Exception {
        // Given
        registry.close();
        registry = registry(Files.writeString(directory.resolve("no-directory"), ""), 1 << 20);

        // When
        fetch("first");
        fetch("second");

        // Then
        assertThat(directory.resolve("second")).hasContent(RPM);
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void shouldKeepNothingWhenItIsOff() throws Exception {
        // Given
        registry.close();
        registry = registry(null, 1 << 20);

        // When
        fetch("first");
        fetch("second");

        // Then
        assertThat(server.asked).hasSize(2);
        assertThat(directory).isDirectoryNotContaining("glob:**cache");
    }

    @Test
    void shouldNeverGiveWrongBytesWhileSeveralUseTheSameDirectory() throws Exception {
        // Given: two caches as two processes have them, and a quota that makes each remove what the other just kept
        List<String> contents =
                IntStream.range(0, 20).mapToObj(i -> "%05d".formatted(i)).toList();
        List<BlobCache> caches = Stream.generate(() -> config(directory.resolve("cache"), 30))
                .limit(2)
                .map(config -> new BlobCache(config, Clock.systemUTC()))
                .toList();
        Callable<Void> work = () -> {
            for (int i = 0; i < 500; i++) {
                String content = contents.get(i % contents.size());
                Path target = Files.createTempFile(directory, "copy", "");
                if (caches.get(i % 2).copy(blob(content), target)) {
                    assertThat(target).hasContent(content);
                } else {
                    keep(caches.get(i % 2), content);
                }
            }
            return null;
        };

        // When
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var done : threads.invokeAll(List.of(work, work, work, work))) {
                done.get();
            }
        }

        // Then
        assertThat(kept()).isNotEmpty().isSubsetOf(contents);
        assertThat(directory.resolve("cache/tmp")).isEmptyDirectory();
    }

    private ScriptedRegistry scripted(String answer) {
        try {
            return new ScriptedRegistry().answers(body(200, answer));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private HttpRegistry registry(Path cache, long quota) {
        RegistryConfig config = config(cache, quota);
        return new HttpRegistry(config, new BlobCache(config), meters);
    }

    private TestConfig config(Path cache, long quota) {
        return TestConfig.plain(server.host()).with(caching(cache, quota));
    }

    private void fetch(String name) {
        registry.fetchBlob(server.reference("os"), BLOB, directory.resolve(name));
    }

    private void keep(BlobCache cache, String content) throws IOException {
        cache.keep(blob(content), content.getBytes());
    }

    private void age(String content, int seconds) throws IOException {
        Files.setLastModifiedTime(
                entry(blob(content)), FileTime.from(Instant.now().minusSeconds(seconds)));
    }

    private Path entry(Descriptor blob) {
        return directory.resolve("cache/sha256").resolve(blob.digest().hex());
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("cache/sha256"))) {
            return files.map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    private double fetchedBytes() {
        return meters.get("kernelgraft.registry.fetched").counter().count();
    }

    private static Descriptor blob(String content) {
        return new Descriptor("application/x-rpm", Sha256.of(content.getBytes()), content.length());
    }
}
