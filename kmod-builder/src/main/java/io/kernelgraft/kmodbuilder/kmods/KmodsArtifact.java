package io.kernelgraft.kmodbuilder.kmods;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Registry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The kmods artifact: a layer per RPM, each with its file name and its kmod's name. */
final class KmodsArtifact {
    static final String TYPE = "application/vnd.kernelgraft.kmods.v1";
    static final String RPM = "application/x-rpm";
    static final String KMOD = "io.kernelgraft.kmod";
    static final String KVER = "io.kernelgraft.kver";

    private KmodsArtifact() {}

    /** The kmod with its RPMs as layers; what is in the registry already is not pushed again. */
    static SettledKmod pushed(Registry registry, ImageReference repository, SettledKmod kmod) {
        List<Descriptor> layers = new ArrayList<>(kmod.layers());
        for (Path rpm : kmod.rpms()) {
            Descriptor blob = registry.pushBlob(repository, RPM, rpm);
            Map<String, String> annotations = Map.of(
                    Descriptor.TITLE,
                    rpm.getFileName().toString(),
                    KMOD,
                    kmod.outcome().name());
            layers.add(new Descriptor(blob.mediaType(), blob.digest(), blob.size(), annotations));
        }
        return kmod.pushed(layers);
    }

    static ImageReference push(Registry registry, ImageReference repository, Rebuild rebuild, List<SettledKmod> kmods) {
        List<Descriptor> layers =
                kmods.stream().flatMap(kmod -> kmod.layers().stream()).toList();
        return registry.pushArtifact(
                repository, TYPE, layers, Map.of(KVER, rebuild.kver().value()));
    }
}
