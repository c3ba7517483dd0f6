package io.kernelgraft.verifier.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.registry.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/** A sample image in a real registry. */
public final class PushedImage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PushedImage() {}

    /** @return pinned */
    public static ImageReference push(SampleImage image, ImageReference repository, Registry registry)
            throws IOException, InterruptedException {
        Descriptor layer = registry.pushBlob(
                repository,
                "application/vnd.oci.image.layer.v1.tar",
                image.layer().tar());
        Descriptor config = registry.pushBlob(
                repository,
                "application/vnd.oci.image.config.v1+json",
                JSON.writeValueAsBytes(
                        Map.of("architecture", "amd64", "os", "linux", "config", Map.of("Labels", image.labels()))));
        byte[] manifest = JSON.writeValueAsBytes(Map.of(
                "schemaVersion", 2, "mediaType", Manifest.OCI_MANIFEST, "config", config, "layers", List.of(layer)));
        ImageReference pinned = repository.withDigest(Sha256.of(manifest));
        URI uri = URI.create(
                "http://" + repository.host() + "/v2/" + repository.repository() + "/manifests/" + pinned.pinned());
        try (HttpClient client = HttpClient.newHttpClient()) {
            int status = client.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Content-Type", Manifest.OCI_MANIFEST)
                                    .PUT(BodyPublishers.ofByteArray(manifest))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            if (status != 201) {
                throw new IOException("PUT " + uri + " answered " + status);
            }
        }
        return pinned;
    }
}
