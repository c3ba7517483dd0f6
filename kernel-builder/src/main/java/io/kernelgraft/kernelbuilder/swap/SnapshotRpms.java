package io.kernelgraft.kernelbuilder.swap;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.kernelbuilder.image.Artifact;
import io.kernelgraft.kernelbuilder.recipe.Recipe;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.rpm.KernelRpms;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.rpm.RpmSignature;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Those of a snapshot's RPMs that the line installs, fetched and checked: digest, signature, identity.
 *
 * @param files the snapshot's layers of these RPMs, by file name
 */
record SnapshotRpms(ImageReference snapshot, Path directory, Map<String, Descriptor> files, List<RpmFile> rpms) {
    private static final String KERNEL = "application/vnd.kernelgraft.kernel-snapshot.v1";
    private static final String USERLAND = "application/vnd.kernelgraft.userland-snapshot.v1";

    /**
     * The kernel's.
     *
     * @param directory where to put them; made here
     * @throws StageFailure UPSTREAM {@code SNAPSHOT_INCOMPLETE}; POLICY from {@link RpmSignature}
     */
    static SnapshotRpms kernel(Registry registry, Rebuild rebuild, LineFile.Kernel line, Path directory) {
        Artifact snapshot = Artifact.open(registry, rebuild.snapshot(), KERNEL);
        Collection<String> names = snapshot.files().keySet();
        List<String> wanted = line.packages().stream()
                .map(name -> fileOf(name, rebuild.kernel(), names))
                .toList();
        SnapshotRpms fetched = fetch(rebuild.snapshot(), snapshot, wanted, line.openpgpKey(), directory);
        for (int i = 0; i < wanted.size(); i++) {
            requireSameBuild(fetched.rpms.get(i), line.packages().get(i), rebuild);
        }
        requireKernel(fetched.rpms, rebuild);
        return fetched;
    }

    /** A sibling project's; which build it is was decided when the rebuild was asked for, so the name is enough here. */
    static SnapshotRpms userland(Registry registry, ImageReference pinned, LineFile.Userland line, Path directory) {
        Artifact snapshot = Artifact.open(registry, pinned, USERLAND);
        SnapshotRpms fetched =
                fetch(pinned, snapshot, List.copyOf(snapshot.files().keySet()), line.openpgpKey(), directory);
        List<String> found =
                fetched.rpms.stream().map(rpm -> rpm.nevra().name()).sorted().toList();
        if (!found.equals(line.packages().stream().sorted().toList())) {
            throw incomplete("the userland's " + pinned + " holds " + found + ", expected " + line.packages());
        }
        return fetched;
    }

    private static SnapshotRpms fetch(
            ImageReference pinned, Artifact snapshot, List<String> wanted, String key, Path directory) {
        makeDirectory(directory);
        Map<String, Descriptor> files = new LinkedHashMap<>();
        List<RpmFile> rpms = new ArrayList<>();
        for (String file : wanted) {
            files.put(file, snapshot.files().get(file));
            rpms.add(RpmSignature.verify(snapshot.fetch(files.get(file), directory.resolve(file)), key));
        }
        return new SnapshotRpms(pinned, directory, files, List.copyOf(rpms));
    }

    /** Every package of the line comes from one build, so its file is known by name; only noarch is another way to end. */
    static String fileOf(String name, Nevra kernel, Collection<String> files) {
        String stem = name + "-" + kernel.version() + "-" + kernel.release() + ".";
        return Stream.of(stem + kernel.arch() + ".rpm", stem + "noarch.rpm")
                .filter(files::contains)
                .findFirst()
                .orElseThrow(() -> incomplete("it has no " + stem + kernel.arch() + ".rpm, it has " + files));
    }

    private static void requireSameBuild(RpmFile rpm, String name, Rebuild rebuild) {
        if (!rpm.nevra().name().equals(name)
                || !rpm.nevra().evr().equals(rebuild.kernel().evr())) {
            throw incomplete("expected " + name + " of " + rebuild.kernel().evr() + ", its file holds " + rpm.nevra());
        }
    }

    /** The package that owns vmlinuz (failure F53) and its directory are the ones the rebuild is about. */
    private static void requireKernel(List<RpmFile> rpms, Rebuild rebuild) {
        KernelRpms found = KernelRpms.of(rpms);
        if (!found.kernel().nevra().equals(rebuild.kernel()) || !found.kver().equals(rebuild.kver())) {
            throw incomplete("expected " + rebuild.kver() + " in " + rebuild.kernel() + ", found " + found.kver()
                    + " in " + found.kernel().nevra());
        }
    }

    List<Nevra> nevras() {
        return rpms.stream().map(RpmFile::nevra).toList();
    }

    void tell(Recipe recipe) {
        recipe.fetched(snapshot, directory.getFileName().toString(), files);
    }

    private static void makeDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StageFailure incomplete(String message) {
        return new StageFailure(FailureKind.UPSTREAM, "SNAPSHOT_INCOMPLETE", "the snapshot: " + message);
    }
}
