package io.kernelgraft.signer.kernel;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.rpm.RpmSignature;
import io.kernelgraft.runtime.stage.StageFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The packages of a kernel release that go into the image, each proven to be signed by the key the line pins. */
final class SnapshotRpms {
    private static final String ARTIFACT_TYPE = "application/vnd.kernelgraft.kernel-snapshot.v1";

    private final Registry registry;
    private final Path directory;

    SnapshotRpms(Registry registry, Path directory) {
        this.registry = registry;
        this.directory = directory;
    }

    /**
     * @return one package for each name in {@code kernel.packages}
     * @throws StageFailure UPSTREAM {@code SNAPSHOT_INVALID}, {@code SNAPSHOT_INCOMPLETE}, {@code RPM_DAMAGED}; POLICY
     *     {@code RPM_UNSIGNED}, {@code RPM_WRONG_KEY}, {@code RPM_BAD_SIGNATURE}
     */
    List<RpmFile> fetch(ImageReference snapshot, LineFile.Kernel kernel, Progress progress) {
        Map<String, Descriptor> byName = byPackageName(registry.manifest(snapshot));
        List<RpmFile> rpms = new ArrayList<>();
        for (String name : kernel.packages()) {
            Descriptor layer = byName.get(name);
            if (layer == null) {
                throw new StageFailure(
                        FailureKind.UPSTREAM,
                        "SNAPSHOT_INCOMPLETE",
                        "snapshot " + snapshot.pinned().shortHex() + " has no package " + name + ", only "
                                + byName.keySet());
            }
            String title = layer.title().orElseThrow();
            progress.report("Checking " + title);
            Path file = directory.resolve(title);
            registry.fetchBlob(snapshot, layer, file);
            RpmFile rpm = RpmSignature.verify(file, kernel.openpgpKey());
            if (!rpm.nevra().name().equals(name)) {
                throw invalid(snapshot, title + " is the package " + rpm.nevra());
            }
            rpms.add(rpm);
        }
        return rpms;
    }

    private static Map<String, Descriptor> byPackageName(Manifest manifest) {
        if (!manifest.artifactType().equals(ARTIFACT_TYPE)) {
            throw invalid(
                    manifest.reference(), "its type is '" + manifest.artifactType() + "', expected " + ARTIFACT_TYPE);
        }
        Map<String, Descriptor> byName = new TreeMap<>();
        for (Descriptor layer : manifest.layers()) {
            String title = layer.title().orElse("");
            if (byName.put(packageName(manifest.reference(), title), layer) != null) {
                throw invalid(manifest.reference(), "it has the package of '" + title + "' twice");
            }
        }
        return byName;
    }

    /** A NEVRA has no slash, so a title that is one is safe as a file name. */
    private static String packageName(ImageReference snapshot, String title) {
        try {
            if (title.endsWith(".rpm")) {
                return Nevra.parse(title.substring(0, title.length() - ".rpm".length()))
                        .name();
            }
        } catch (IllegalArgumentException e) {
            throw invalid(snapshot, e.getMessage());
        }
        throw invalid(snapshot, "a layer's title is '" + title + "', expected the file name of an RPM");
    }

    private static StageFailure invalid(ImageReference snapshot, String message) {
        return new StageFailure(FailureKind.UPSTREAM, "SNAPSHOT_INVALID", "snapshot " + snapshot + ": " + message);
    }
}
