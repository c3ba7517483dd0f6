package io.kernelgraft.runtime.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.kernelgraft.contract.image.ImageReference;
import java.util.List;
import java.util.Map;

/**
 * A manifest exactly as the registry holds it.
 *
 * @param reference repository and the digest of {@code bytes}
 * @param bytes what the digest is over; copying a manifest means sending these
 * @param layers without the placeholder that an artifact without content has
 */
public record Manifest(
        ImageReference reference,
        String mediaType,
        byte[] bytes,
        JsonNode json,
        Descriptor config,
        List<Descriptor> layers,
        Map<String, String> annotations) {
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String OCI_EMPTY = "application/vnd.oci.empty.v1+json";

    public String artifactType() {
        return json.path("artifactType").asText("");
    }
}
