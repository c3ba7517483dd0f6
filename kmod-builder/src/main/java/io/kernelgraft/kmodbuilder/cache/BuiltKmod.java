package io.kernelgraft.kmodbuilder.cache;

import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import java.util.List;

/**
 * A kmod that was built.
 *
 * @param artifact holds the RPMs, pinned
 * @param rpms its layers of that artifact
 * @param modules names of the modules in them, sorted
 */
public record BuiltKmod(ImageReference artifact, List<Descriptor> rpms, List<String> modules) {
    public BuiltKmod {
        rpms = List.copyOf(rpms);
        modules = List.copyOf(modules);
    }
}
