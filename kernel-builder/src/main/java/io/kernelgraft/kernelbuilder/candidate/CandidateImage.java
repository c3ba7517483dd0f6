package io.kernelgraft.kernelbuilder.candidate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.registry.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts layers on top of an image without touching a byte of them. So the module tree is in the image once, signed, and a
 * machine that has the layer from an older candidate with the same kernel does not fetch it again.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md">OCI image config</a>
 */
public record CandidateImage(Registry registry, ImageReference under, Instant created) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * An uncompressed layer, whose digest therefore is its diff id as well.
     *
     * @param from where it is
     * @param what for the image's history
     */
    public record Layer(ImageReference from, Descriptor blob, String what) {}

    /**
     * Pushes everything that is not there yet, and the manifest last, under the target's tag.
     *
     * @return the image, pinned
     */
    public ImageReference with(List<Layer> layers, ImageReference target) {
        Manifest below = registry.manifest(under);
        List<Descriptor> all = new ArrayList<>(below.layers());
        below.layers().forEach(layer -> registry.copyBlob(below.reference(), layer, target));
        for (Layer layer : layers) {
            registry.copyBlob(layer.from(), layer.blob(), target);
            all.add(new Descriptor(
                    layer.blob().mediaType(),
                    layer.blob().digest(),
                    layer.blob().size()));
        }
        byte[] config = bytes(config(registry.config(below), layers));
        Descriptor pushed = registry.pushBlob(target, below.config().mediaType(), config);
        ObjectNode manifest = below.json().deepCopy();
        manifest.set("config", JSON.valueToTree(pushed));
        manifest.set("layers", JSON.valueToTree(all));
        byte[] bytes = bytes(manifest);
        ImageReference pinned = target.withDigest(Sha256.of(bytes));
        registry.tag(
                new Manifest(pinned, below.mediaType(), bytes, manifest, pushed, all, below.annotations()),
                target.tag().orElseThrow());
        return pinned;
    }

    private ObjectNode config(JsonNode below, List<Layer> layers) {
        ObjectNode config = below.deepCopy();
        for (Layer layer : layers) {
            config.withObject("/rootfs")
                    .withArray("/diff_ids")
                    .add(layer.blob().digest().value());
            config.withArray("/history")
                    .addObject()
                    .put("created", created.toString())
                    .put("created_by", "kernelgraft: " + layer.what());
        }
        return config;
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes always serializes", e);
        }
    }
}
