package io.kernelgraft.kernelbuilder.swap;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.kernelbuilder.image.Artifact;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Those of a snapshot's RPMs that the line installs, fetched and checked: digest, signature, identity. */
record SnapshotRpms(Path directory, List<RpmFile> rpms) {
    private static final String TYPE = "application/vnd.kernelgraft.kernel-snapshot.v1";

    /**
     * @param directory where to put them; made here
     * @throws StageFailure UPSTREAM {@code SNAPSHOT_INCOMPLETE}; POLICY from {@link RpmSignature}
     */
    static SnapshotRpms fetch(Registry registry, Rebuild rebuild, LineFile.Kernel line, Path directory) {
        Artifact snapshot = Artifact.open(registry, rebuild.snapshot(), TYPE);
        Map<String, Descriptor> files = snapshot.files();
        makeDirectory(directory);
        List<RpmFile> rpms = new ArrayList<>();
        for (String name : line.packages()) {
            String file = fileOf(name, rebuild.kernel(), files.keySet());
            Path fetched = snapshot.fetch(files.get(file), directory.resolve(file));
            rpms.add(sameBuild(RpmSignature.verify(fetched, line.openpgpKey()), name, rebuild));
        }
        requireKernel(rpms, rebuild);
        return new SnapshotRpms(directory, List.copyOf(rpms));
    }

    /** Every package of the line comes from one build, so its file is known by name; only noarch is another way to end. */
    static String fileOf(String name, Nevra kernel, Collection<String> files) {
        String stem = name + "-" + kernel.version() + "-" + kernel.release() + ".";
        return Stream.of(stem + kernel.arch() + ".rpm", stem + "noarch.rpm")
                .filter(files::contains)
                .findFirst()
                .orElseThrow(() -> incomplete("it has no " + stem + kernel.arch() + ".rpm, it has " + files));
    }

    private static RpmFile sameBuild(RpmFile rpm, String name, Rebuild rebuild) {
        if (!rpm.nevra().name().equals(name)
                || !rpm.nevra().evr().equals(rebuild.kernel().evr())) {
            throw incomplete("expected " + name + " of " + rebuild.kernel().evr() + ", its file holds " + rpm.nevra());
        }
        return rpm;
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

    List<String> files() {
        return rpms.stream().map(rpm -> rpm.path().getFileName().toString()).toList();
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
