package io.kernelgraft.kernelbuilder.image;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.StageFailure;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** An artifact that another stage left in the registry. */
public record Artifact(Registry registry, Manifest manifest) {
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~^-]{0,250}");

    /** @throws StageFailure REJECTED {@code ARTIFACT_TYPE} if it is something else than {@code type} */
    public static Artifact open(Registry registry, ImageReference pinned, String type) {
        Manifest manifest = registry.manifest(pinned);
        if (!manifest.artifactType().equals(type)) {
            throw new StageFailure(
                    FailureKind.REJECTED,
                    "ARTIFACT_TYPE",
                    pinned + " is '" + manifest.artifactType() + "', expected '" + type + "'");
        }
        return new Artifact(registry, manifest);
    }

    /** Its layers by file name. A name that is no plain file name is refused: it becomes a path and an argument. */
    public Map<String, Descriptor> files() {
        Map<String, Descriptor> files = new LinkedHashMap<>();
        for (Descriptor layer : manifest.layers()) {
            String name = layer.title().orElse("");
            if (!FILE_NAME.matcher(name).matches()) {
                throw new StageFailure(
                        FailureKind.REJECTED,
                        "ARTIFACT_FILE_NAME",
                        "a layer of " + manifest.reference() + " is titled '" + name + "', expected " + FILE_NAME);
            }
            files.put(name, layer);
        }
        return files;
    }

    public Path fetch(Descriptor layer, Path target) {
        registry.fetchBlob(manifest.reference(), layer, target);
        return target;
    }
}
