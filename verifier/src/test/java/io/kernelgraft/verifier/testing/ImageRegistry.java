package io.kernelgraft.verifier.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A registry in memory with one image, for reading only. */
public final class ImageRegistry implements Registry {
    public static final ImageReference IMAGE =
            ImageReference.parse("registry.example/os/desktop@sha256:" + "34".repeat(32));
    private static final String TAR = "application/vnd.oci.image.layer.v1.tar";

    private final List<byte[]> layers = new ArrayList<>();
    private final Map<String, String> labels;

    public ImageRegistry(Map<String, String> labels, byte[]... layers) {
        this.labels = labels;
        this.layers.addAll(List.of(layers));
    }

    @Override
    public Manifest manifest(ImageReference reference) {
        List<Descriptor> descriptors = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            descriptors.add(new Descriptor(TAR, Digest.ofSha256Hex("%064x".formatted(i)), layers.get(i).length));
        }
        return new Manifest(
                reference,
                Manifest.OCI_MANIFEST,
                new byte[0],
                JsonNodeFactory.instance.objectNode(),
                descriptors.getFirst(),
                descriptors,
                Map.of());
    }

    @Override
    public JsonNode config(Manifest manifest) {
        return new ObjectMapper().valueToTree(Map.of("config", Map.of("Labels", labels)));
    }

    @Override
    public void fetchBlob(ImageReference repository, Descriptor blob, Path target) {
        try {
            Files.write(target, layers.get(Integer.parseInt(blob.digest().hex(), 16)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Digest> resolve(ImageReference reference) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream openBlob(ImageReference repository, Descriptor blob) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Descriptor pushBlob(ImageReference repository, String mediaType, Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Descriptor pushBlob(ImageReference repository, String mediaType, byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void copyBlob(ImageReference from, Descriptor blob, ImageReference to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ImageReference pushArtifact(
            ImageReference repository, String artifactType, List<Descriptor> layers, Map<String, String> annotations) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ImageReference attach(
            ImageReference subject, String artifactType, List<Descriptor> layers, Map<String, String> annotations) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void tag(Manifest manifest, String tag) {
        throw new UnsupportedOperationException();
    }
}
