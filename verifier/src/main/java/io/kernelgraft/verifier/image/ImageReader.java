package io.kernelgraft.verifier.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.StageFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads an image from the registry, layer by layer. */
@ApplicationScoped
public class ImageReader {
    private final Registry registry;

    public ImageReader(Registry registry) {
        this.registry = registry;
    }

    /**
     * @param image pinned by digest
     * @param directory where layers pass through and wanted contents stay
     * @throws StageFailure as the registry says, or REJECTED {@code LAYER_UNREADABLE} for a layer whose digest is right
     *     and whose content is not an archive
     */
    public ImageView read(ImageReference image, WantedFiles wanted, Path directory, Progress progress) {
        Manifest manifest = registry.manifest(image.withDigest(image.pinned()));
        List<Descriptor> layers = manifest.layers();
        try {
            LayerMerge merge = new LayerMerge(wanted, Files.createDirectories(directory.resolve("files")));
            for (int i = 0; i < layers.size(); i++) {
                progress.report("reading layer", i + 1, layers.size());
                // Fetched whole before it is read: a broken connection stays the registry's failure, not the image's.
                Path blob = directory.resolve("layer");
                registry.fetchBlob(image, layers.get(i), blob);
                add(merge, layers.get(i), blob);
                Files.delete(blob);
            }
            return new ImageView(merge.root(), labels(registry.config(manifest)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(LayerMerge merge, Descriptor layer, Path blob) throws IOException {
        try {
            merge.add(blob);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new StageFailure(
                    FailureKind.REJECTED,
                    "LAYER_UNREADABLE",
                    "layer " + layer.digest() + " (" + layer.mediaType() + "): " + e.getMessage(),
                    e);
        }
    }

    private static Map<String, String> labels(JsonNode config) {
        Map<String, String> labels = new HashMap<>();
        config.path("config")
                .path("Labels")
                .properties()
                .forEach(each -> labels.put(each.getKey(), each.getValue().asText()));
        return labels;
    }
}
