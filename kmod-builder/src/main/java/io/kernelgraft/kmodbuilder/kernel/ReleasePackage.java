package io.kernelgraft.kmodbuilder.kernel;

import io.kernelgraft.contract.image.Nevra;
import java.util.Set;

/**
 * One RPM of a kernel release, as far as it matters for what needs what.
 *
 * @param file its file name in the snapshot
 * @param provides names of capabilities, its own name among them
 * @param requires names of capabilities
 */
public record ReleasePackage(String file, Nevra nevra, Set<String> provides, Set<String> requires) {
    public ReleasePackage {
        provides = Set.copyOf(provides);
        requires = Set.copyOf(requires);
    }
}
