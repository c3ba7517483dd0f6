package io.kernelgraft.runtime.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.runtime.registry.RegistryHttp.Call;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Manifests and indexes, byte for byte. */
final class Manifests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BYTES = 4 << 20;
    private static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final String[] ACCEPT = {
        "Accept",
        Manifest.OCI_MANIFEST,
        "Accept",
        Manifest.OCI_INDEX,
        "Accept",
        "application/vnd.docker.distribution.manifest.v2+json",
        "Accept",
        DOCKER_LIST
    };

    private final RegistryHttp http;
    private final Retries retries;

    Manifests(RegistryHttp http, Retries retries) {
        this.http = http;
        this.retries = retries;
    }

    /** A manifest or index as it came. */
    record Raw(String mediaType, Digest digest, byte[] bytes, JsonNode json) {
        boolean index() {
            return mediaType.equals(Manifest.OCI_INDEX) || mediaType.equals(DOCKER_LIST);
        }
    }

    /** Asks for the digest alone. */
    Optional<Digest> resolve(Endpoint endpoint, String tag) {
        return retries.run("resolve " + endpoint + ":" + tag, () -> {
            HttpResponse<InputStream> response =
                    http.send(endpoint, Call.head(endpoint.uri("manifests/" + tag), ACCEPT));
            RegistryHttp.discard(response);
            if (response.statusCode() == 404) {
                return Optional.<Digest>empty();
            }
            Optional<String> digest = response.headers().firstValue("Docker-Content-Digest");
            // The header is optional; without it the digest is that of the bytes.
            return digest.isPresent()
                    ? digest.map(Digest::new)
                    : getOnce(endpoint, tag).map(Raw::digest);
        });
    }

    Optional<Raw> get(Endpoint endpoint, String tagOrDigest) {
        return retries.run("get manifest " + endpoint + " " + tagOrDigest, () -> getOnce(endpoint, tagOrDigest));
    }

    private Optional<Raw> getOnce(Endpoint endpoint, String tagOrDigest) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(endpoint, Call.get(endpoint.uri("manifests/" + tagOrDigest), ACCEPT));
        if (response.statusCode() == 404) {
            RegistryHttp.discard(response);
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream body = response.body()) {
            bytes = body.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new StageFailure(
                    FailureKind.UPSTREAM,
                    "MANIFEST_TOO_LARGE",
                    "manifest " + endpoint + " " + tagOrDigest + " has more than " + MAX_BYTES + " bytes");
        }
        Digest digest = Sha256.of(bytes);
        if (tagOrDigest.startsWith("sha256:") && !tagOrDigest.equals(digest.value())) {
            throw new StageFailure(
                    FailureKind.INTERNAL,
                    "DIGEST_MISMATCH",
                    "asked " + endpoint + " for manifest " + tagOrDigest + ", got one with " + digest);
        }
        JsonNode json = JSON.readTree(bytes);
        return Optional.of(new Raw(mediaType(json, response), digest, bytes, json));
    }

    private static String mediaType(JsonNode json, HttpResponse<?> response) {
        String header = response.headers().firstValue("Content-Type").orElse("").replaceFirst("\\s*;.*", "");
        return json.path("mediaType").asText(header);
    }

    /** @throws StageFailure UPSTREAM {@code IMAGE_NOT_FOUND} for 404 and for an index without linux/amd64 */
    Manifest image(Endpoint endpoint, String tagOrDigest) {
        Raw raw = existing(endpoint, tagOrDigest);
        if (raw.index()) {
            raw = existing(endpoint, linuxAmd64(endpoint, raw));
        }
        return parsed(endpoint, raw);
    }

    private Raw existing(Endpoint endpoint, String tagOrDigest) {
        return get(endpoint, tagOrDigest).orElseThrow(() -> notFound(endpoint + " has no manifest " + tagOrDigest));
    }

    private static String linuxAmd64(Endpoint endpoint, Raw index) {
        List<String> others = new ArrayList<>();
        for (JsonNode entry : index.json().path("manifests")) {
            JsonNode platform = entry.path("platform");
            String name = platform.path("os").asText("?") + "/"
                    + platform.path("architecture").asText("?");
            if (name.equals("linux/amd64")) {
                return new Digest(entry.path("digest").asText()).value();
            }
            others.add(name);
        }
        throw notFound("index " + endpoint + "@" + index.digest() + " has no linux/amd64, only " + others);
    }

    private static Manifest parsed(Endpoint endpoint, Raw raw) {
        try {
            List<Descriptor> layers = new ArrayList<>();
            for (JsonNode layer : raw.json().path("layers")) {
                Descriptor descriptor = JSON.treeToValue(layer, Descriptor.class);
                // The placeholder of an artifact without content: it came with no layer, so it has none.
                if (!Manifest.OCI_EMPTY.equals(descriptor.mediaType())) {
                    layers.add(descriptor);
                }
            }
            Map<String, String> annotations = JSON.convertValue(
                    raw.json().path("annotations").isObject() ? raw.json().get("annotations") : JSON.createObjectNode(),
                    JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class));
            return new Manifest(
                    endpoint.reference().withDigest(raw.digest()),
                    raw.mediaType(),
                    raw.bytes(),
                    raw.json(),
                    JSON.treeToValue(raw.json().path("config"), Descriptor.class),
                    List.copyOf(layers),
                    annotations);
        } catch (com.fasterxml.jackson.core.JsonProcessingException | IllegalArgumentException e) {
            throw new StageFailure(
                    FailureKind.UPSTREAM,
                    "MANIFEST_UNREADABLE",
                    endpoint + "@" + raw.digest() + " is no image manifest: " + e.getMessage(),
                    e);
        }
    }

    /** @return the answer's headers */
    HttpHeaders put(Endpoint endpoint, String tagOrDigest, String mediaType, byte[] bytes) {
        return retries.run("put manifest " + endpoint + " " + tagOrDigest, () -> {
            HttpResponse<InputStream> response = http.send(
                    endpoint,
                    new Call(
                            "PUT",
                            endpoint.uri("manifests/" + tagOrDigest),
                            List.of("Content-Type", mediaType),
                            BodyPublishers.ofByteArray(bytes),
                            bytes.length));
            RegistryHttp.discard(response);
            if (response.statusCode() == 404) {
                throw notFound(endpoint + " does not take manifests: there is no such repository");
            }
            return response.headers();
        });
    }

    private static StageFailure notFound(String message) {
        return new StageFailure(FailureKind.UPSTREAM, "IMAGE_NOT_FOUND", message);
    }
}
