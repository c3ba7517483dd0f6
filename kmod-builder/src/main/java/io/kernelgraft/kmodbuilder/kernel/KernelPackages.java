package io.kernelgraft.kmodbuilder.kernel;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.rpm.RpmSignature;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The packages of a rebuild's kernel release that kmods are built against, as files. They come out of the snapshot
 * alone: the upstream may have another build by now (failures H9, F54).
 *
 * @param directory holds the snapshot's RPMs
 * @param files names of those that are to be installed
 * @param builtAt when the newest package of the release was built
 */
public record KernelPackages(Path directory, List<String> files, Instant builtAt) {
    private static final String SNAPSHOT = "application/vnd.kernelgraft.kernel-snapshot.v1";
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~^-]{0,250}\\.rpm");

    /**
     * @param directory for the RPMs; made here
     * @throws StageFailure UPSTREAM {@code SNAPSHOT_UNUSABLE}, {@code DEVEL_MISSING} or {@code DEVEL_MISMATCH}; what
     *     {@link RpmSignature} and {@link Registry} throw
     */
    public static KernelPackages fetch(
            Registry registry, Rebuild rebuild, LineFile.Kernel line, Path directory, Progress progress) {
        Manifest snapshot = registry.manifest(rebuild.snapshot());
        if (!snapshot.artifactType().equals(SNAPSHOT)) {
            throw unusable(rebuild, "is '" + snapshot.artifactType() + "', expected " + SNAPSHOT);
        }
        List<ReleasePackage> release = new ArrayList<>();
        Instant builtAt = Instant.EPOCH;
        try {
            Files.createDirectories(directory);
            for (Descriptor layer : snapshot.layers()) {
                String file = layer.title()
                        .filter(title -> FILE.matcher(title).matches())
                        .orElseThrow(() -> unusable(
                                rebuild,
                                "layer " + layer.digest() + " is titled '"
                                        + layer.title().orElse("") + "', expected an RPM's file name"));
                progress.report(
                        "fetching " + file, release.size(), snapshot.layers().size());
                Path rpm = directory.resolve(file);
                registry.fetchBlob(rebuild.snapshot(), layer, rpm);
                RpmFile verified = RpmSignature.verify(rpm, line.openpgpKey());
                release.add(read(verified));
                builtAt = builtAt.isAfter(verified.builtAt()) ? builtAt : verified.builtAt();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<ReleasePackage> needed = DevelClosure.of(release, line.devel(), rebuild.kernel());
        return new KernelPackages(
                directory, needed.stream().map(ReleasePackage::file).toList(), builtAt);
    }

    private static ReleasePackage read(RpmFile rpm) {
        Set<String> provides = new HashSet<>(rpm.provides());
        provides.add(rpm.nevra().name());
        return new ReleasePackage(
                rpm.path().getFileName().toString(), rpm.nevra(), provides, new HashSet<>(rpm.requires()));
    }

    /** The files' paths where the directory is shown as {@code inside}. */
    public List<String> pathsIn(String inside) {
        return files.stream().map(file -> inside + "/" + file).toList();
    }

    private static StageFailure unusable(Rebuild rebuild, String message) {
        return new StageFailure(
                FailureKind.UPSTREAM, "SNAPSHOT_UNUSABLE", "snapshot " + rebuild.snapshot() + ": " + message);
    }
}
