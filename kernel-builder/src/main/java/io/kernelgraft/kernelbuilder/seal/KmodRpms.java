package io.kernelgraft.kernelbuilder.seal;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.kernelbuilder.image.Artifact;
import io.kernelgraft.kernelbuilder.recipe.Recipe;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The RPMs of the kmods that were built and signed, fetched. */
record KmodRpms(ImageReference artifact, Path directory, Map<String, Descriptor> files, List<RpmFile> rpms) {
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
            return new KmodRpms(null, directory, Map.of(), List.of());
        }
        Artifact artifact = Artifact.open(registry, signed.kmodArtifact(), TYPE);
        Map<String, Descriptor> there = artifact.files();
        if (!there.keySet().containsAll(wanted)) {
            throw new StageFailure(
                    FailureKind.REJECTED,
                    "KMOD_RPM_MISSING",
                    signed.kmodArtifact() + " has " + there.keySet() + ", expected " + wanted);
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Descriptor> files = new LinkedHashMap<>();
        List<RpmFile> rpms = new ArrayList<>();
        for (String file : wanted) {
            files.put(file, there.get(file));
            rpms.add(RpmFile.open(artifact.fetch(there.get(file), directory.resolve(file))));
        }
        return new KmodRpms(signed.kmodArtifact(), directory, files, rpms);
    }

    List<Nevra> nevras() {
        return rpms.stream().map(RpmFile::nevra).toList();
    }

    /** Names of these packages and those. */
    List<String> and(List<String> others) {
        List<String> names = new ArrayList<>(others);
        rpms.forEach(rpm -> names.add(rpm.nevra().name()));
        return names;
    }

    void tell(Recipe recipe) {
        if (!rpms.isEmpty()) {
            recipe.fetched(artifact, directory.getFileName().toString(), files);
        }
    }
}
