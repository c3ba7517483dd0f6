package io.kernelgraft.runtime.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.stage.StageFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * {@link Registry} over java.net.http. In a plain program: {@code new HttpRegistry(config)}, closed at the end. Counts the
 * bytes of blobs that came over the network as {@code kernelgraft_registry_fetched_bytes_total}.
 */
@ApplicationScoped
public class HttpRegistry implements Registry, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final ScheduledExecutorService clock;
    private final RegistryHttp http;
    private final Blobs blobs;
    private final Manifests manifests;
    private final Artifacts artifacts;

    public HttpRegistry(RegistryConfig config) {
        this(config, new BlobCache(config), new SimpleMeterRegistry());
    }

    @Inject
    HttpRegistry(RegistryConfig config, BlobCache cache, MeterRegistry meters) {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("registry-silence").factory());
        http = new RegistryHttp(
                client, config.credentialsFile().map(Credentials::read).orElseGet(Credentials::none), config);
        Retries retries = new Retries(config.attempts(), config.retryPause(), config.retryDeadline());
        Counter fetched = Counter.builder("kernelgraft.registry.fetched")
                .baseUnit("bytes")
                .description("Bytes of blobs that came over the network")
                .register(meters);
        blobs = new Blobs(http, retries, cache, fetched, clock, config.responseTimeout());
        manifests = new Manifests(http, retries);
        artifacts = new Artifacts(blobs, manifests);
    }

    @PreDestroy
    @Override
    public void close() {
        clock.shutdownNow();
        client.shutdownNow();
    }

    @Override
    public Optional<Digest> resolve(ImageReference reference) {
        return reference.digest().isPresent()
                ? reference.digest()
                : manifests.resolve(http.endpoint(reference), reference.tag().orElse("latest"));
    }

    @Override
    public Manifest manifest(ImageReference reference) {
        String name = reference.digest().map(Digest::value).or(reference::tag).orElse("latest");
        return manifests.image(http.endpoint(reference), name);
    }

    @Override
    public JsonNode config(Manifest manifest) {
        byte[] bytes = blobs.bytes(http.endpoint(manifest.reference()), manifest.config());
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new StageFailure(
                    FailureKind.UPSTREAM,
                    "MANIFEST_UNREADABLE",
                    "the config of " + manifest.reference() + " is not JSON: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public InputStream openBlob(ImageReference repository, Descriptor blob) {
        return blobs.open(http.endpoint(repository), blob);
    }

    @Override
    public void fetchBlob(ImageReference repository, Descriptor blob, Path target) {
        blobs.fetch(http.endpoint(repository), blob, target);
    }

    @Override
    public Descriptor pushBlob(ImageReference repository, String mediaType, Path file) {
        return blobs.push(http.endpoint(repository), mediaType, file);
    }

    @Override
    public Descriptor pushBlob(ImageReference repository, String mediaType, byte[] bytes) {
        return blobs.push(http.endpoint(repository), mediaType, bytes);
    }

    @Override
    public void copyBlob(ImageReference from, Descriptor blob, ImageReference to) {
        blobs.copy(http.endpoint(from), blob, http.endpoint(to));
    }

    @Override
    public ImageReference pushArtifact(
            ImageReference repository, String artifactType, List<Descriptor> layers, Map<String, String> annotations) {
        return artifacts.push(http.endpoint(repository), artifactType, layers, annotations);
    }

    @Override
    public ImageReference attach(
            ImageReference subject, String artifactType, List<Descriptor> layers, Map<String, String> annotations) {
        return artifacts.attach(http.endpoint(subject), subject.pinned(), artifactType, layers, annotations);
    }

    @Override
    public void tag(Manifest manifest, String tag) {
        Endpoint endpoint = http.endpoint(manifest.reference());
        manifests.put(endpoint, tag, manifest.mediaType(), manifest.bytes());
        Optional<Digest> now = manifests.get(endpoint, tag).map(Manifests.Raw::digest);
        if (!now.equals(manifest.reference().digest())) {
            throw new StageFailure(
                    FailureKind.INTERNAL,
                    "DIGEST_MISMATCH",
                    endpoint + ":" + tag + " names " + now.map(Digest::value).orElse("nothing")
                            + " right after it was set to "
                            + manifest.reference().pinned());
        }
    }
}
