package io.kernelgraft.signer.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.registry.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A registry as the signer uses one, in memory; of large files it remembers where they are. */
public final class MemoryRegistry implements Registry {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final long LARGE = 1024 * 1024;

    private final Map<Digest, byte[]> blobs = new HashMap<>();
    private final Map<Digest, Path> files = new HashMap<>();
    private final Map<Digest, Manifest> manifests = new HashMap<>();

    public int manifests() {
        return manifests.size();
    }

    @Override
    public Manifest manifest(ImageReference reference) {
        return manifests.get(reference.pinned());
    }

    @Override
    public InputStream openBlob(ImageReference repository, Descriptor blob) {
        if (!files.containsKey(blob.digest())) {
            return new ByteArrayInputStream(blobs.get(blob.digest()));
        }
        try {
            return Files.newInputStream(files.get(blob.digest()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void fetchBlob(ImageReference repository, Descriptor blob, Path target) {
        try (InputStream in = openBlob(repository, blob)) {
            Files.copy(in, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Descriptor pushBlob(ImageReference repository, String mediaType, Path file) {
        try {
            if (Files.size(file) < LARGE) {
                return pushBlob(repository, mediaType, Files.readAllBytes(file));
            }
            Digest digest = Sha256.of(file);
            files.put(digest, file);
            return new Descriptor(mediaType, digest, Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Descriptor pushBlob(ImageReference repository, String mediaType, byte[] bytes) {
        Digest digest = Sha256.of(bytes);
        blobs.put(digest, bytes);
        return new Descriptor(mediaType, digest, bytes.length);
    }

    @Override
    public void copyBlob(ImageReference from, Descriptor blob, ImageReference to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ImageReference pushArtifact(
            ImageReference repository, String artifactType, List<Descriptor> layers, Map<String, String> annotations) {
        ObjectNode json = JSON.createObjectNode().put("artifactType", artifactType);
        json.set("layers", JSON.valueToTree(layers));
        json.set("annotations", JSON.valueToTree(new TreeMap<>(annotations)));
        byte[] bytes = json.toString().getBytes();
        ImageReference pinned = repository.withDigest(Sha256.of(bytes));
        manifests.put(
                pinned.pinned(),
                new Manifest(pinned, Manifest.OCI_MANIFEST, bytes, json, null, List.copyOf(layers), annotations));
        return pinned;
    }

    @Override
    public Optional<Digest> resolve(ImageReference reference) {
        throw new AssertionError("the signer resolves no tags");
    }

    @Override
    public JsonNode config(Manifest manifest) {
        throw new AssertionError("the signer reads no image configs");
    }

    @Override
    public ImageReference attach(
            ImageReference subject, String artifactType, List<Descriptor> layers, Map<String, String> annotations) {
        throw new AssertionError("the signer attaches nothing by itself");
    }

    @Override
    public void tag(Manifest manifest, String tag) {
        throw new AssertionError("the signer moves no tags");
    }
}
