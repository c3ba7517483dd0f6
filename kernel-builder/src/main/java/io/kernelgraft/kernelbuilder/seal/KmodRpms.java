package io.kernelgraft.kernelbuilder.seal;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.kernelbuilder.image.Artifact;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The RPMs of the kmods that were built and signed, fetched. */
record KmodRpms(Path directory, List<RpmFile> rpms) {
    private static final String TYPE = "application/vnd.kernelgraft.kmods.v1";

    /**
     * @param directory where to put them; made here
     * @throws StageFailure REJECTED {@code KMOD_RPM_MISSING} if the artifact lacks a file that the event names
     */
    static KmodRpms fetch(Registry registry, PayloadSigned signed, Path directory) {
        List<String> wanted = signed.kmods().stream()
                .filter(kmod -> kmod.status() == KmodOutcome.Status.BUILT)
                .flatMap(kmod -> kmod.rpms().stream())
                .toList();
        if (wanted.isEmpty()) {
            return new KmodRpms(directory, List.of());
        }
        Artifact artifact = Artifact.open(registry, signed.kmodArtifact(), TYPE);
        Map<String, Descriptor> files = artifact.files();
        if (!files.keySet().containsAll(wanted)) {
            throw new StageFailure(
                    FailureKind.REJECTED,
                    "KMOD_RPM_MISSING",
                    signed.kmodArtifact() + " has " + files.keySet() + ", expected " + wanted);
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<RpmFile> rpms = new ArrayList<>();
        for (String file : wanted) {
            rpms.add(RpmFile.open(artifact.fetch(files.get(file), directory.resolve(file))));
        }
        return new KmodRpms(directory, rpms);
    }

    List<Nevra> nevras() {
        return rpms.stream().map(RpmFile::nevra).toList();
    }

    List<String> files() {
        return rpms.stream().map(rpm -> rpm.path().getFileName().toString()).toList();
    }
}
