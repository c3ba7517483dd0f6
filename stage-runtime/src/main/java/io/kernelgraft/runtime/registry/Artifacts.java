package io.kernelgraft.runtime.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.stage.StageFailure;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Artifact manifests, and the index that lists a subject's referrers at registries that keep no such list themselves.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema">Referrers
 *     tag schema</a>
 */
final class Artifacts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final int INDEX_TRIES = 5;

    private final Blobs blobs;
    private final Manifests manifests;

    Artifacts(Blobs blobs, Manifests manifests) {
        this.blobs = blobs;
        this.manifests = manifests;
    }

    ImageReference push(
            Endpoint endpoint, String artifactType, List<Descriptor> layers, Map<String, String> annotations) {
        byte[] bytes = bytes(manifest(endpoint, artifactType, layers, annotations));
        Digest digest = Sha256.of(bytes);
        manifests.put(endpoint, digest.value(), Manifest.OCI_MANIFEST, bytes);
        return endpoint.reference().withDigest(digest);
    }

    ImageReference attach(
            Endpoint endpoint,
            Digest subject,
            String artifactType,
            List<Descriptor> layers,
            Map<String, String> annotations) {
        Manifests.Raw target = manifests
                .get(endpoint, subject.value())
                .orElseThrow(() -> new StageFailure(
                        FailureKind.UPSTREAM, "IMAGE_NOT_FOUND", endpoint + " has no manifest " + subject));
        ObjectNode manifest = manifest(endpoint, artifactType, layers, annotations);
        manifest.set("subject", JSON.valueToTree(new Descriptor(target.mediaType(), subject, target.bytes().length)));
        byte[] bytes = bytes(manifest);
        Digest digest = Sha256.of(bytes);
        HttpHeaders answer = manifests.put(endpoint, digest.value(), Manifest.OCI_MANIFEST, bytes);
        // A registry that keeps the list itself says so with this header; else keeping it is the client's part.
        if (answer.firstValue("OCI-Subject").isEmpty()) {
            ObjectNode entry =
                    JSON.valueToTree(new Descriptor(Manifest.OCI_MANIFEST, digest, bytes.length, annotations));
            entry.put("artifactType", artifactType);
            list(endpoint, subject, entry);
        }
        return endpoint.reference().withDigest(digest);
    }

    /**
     * A registry has no compare-and-swap. Within this service one thread at a time does this; an entry that another
     * service overwrote is seen by looking afterwards, unless it is overwritten later still: the artifact itself is
     * never lost by that, only its place in the list.
     */
    private synchronized void list(Endpoint endpoint, Digest subject, ObjectNode entry) {
        String tag = "sha256-" + subject.hex();
        for (int i = 0; i < INDEX_TRIES; i++) {
            Optional<Manifests.Raw> now = manifests.get(endpoint, tag);
            ArrayNode entries = JSON.createArrayNode();
            now.ifPresent(index -> index.json().path("manifests").forEach(entries::add));
            if (names(entries, entry)) {
                return;
            }
            entries.add(entry);
            ObjectNode index = JSON.createObjectNode();
            index.put("schemaVersion", 2).put("mediaType", Manifest.OCI_INDEX).set("manifests", entries);
            manifests.put(endpoint, tag, Manifest.OCI_INDEX, bytes(index));
        }
        throw new StageFailure(
                FailureKind.TRANSIENT,
                "REGISTRY_UNAVAILABLE",
                endpoint + ":" + tag + " was overwritten by others " + INDEX_TRIES + " times in a row");
    }

    private static boolean names(ArrayNode entries, ObjectNode entry) {
        for (JsonNode one : entries) {
            if (one.path("digest").equals(entry.path("digest"))) {
                return true;
            }
        }
        return false;
    }

    private ObjectNode manifest(
            Endpoint endpoint, String artifactType, List<Descriptor> layers, Map<String, String> annotations) {
        Descriptor empty = blobs.push(endpoint, Manifest.OCI_EMPTY, EMPTY);
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("schemaVersion", 2)
                .put("mediaType", Manifest.OCI_MANIFEST)
                .put("artifactType", artifactType)
                .set("config", JSON.valueToTree(empty));
        manifest.set("layers", JSON.valueToTree(layers.isEmpty() ? List.of(empty) : layers));
        if (!annotations.isEmpty()) {
            // Sorted: the same inputs must give the same digest.
            manifest.set("annotations", JSON.valueToTree(new TreeMap<>(annotations)));
        }
        return manifest;
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes always serializes", e);
        }
    }
}
