package io.kernelgraft.kmodbuilder.kernel;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.runtime.stage.StageFailure;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which packages of a kernel release go into the build container: the line's devel packages, the kernel itself (akmods
 * refuses headers of a kernel that is not installed), and what these need of the same release. What else they need is
 * the toolchain's to have.
 */
public final class DevelClosure {
    private DevelClosure() {}

    /**
     * @param release every package of the snapshot
     * @param devel names of the packages to build against
     * @param kernel the package that owns vmlinuz
     * @throws StageFailure UPSTREAM {@code DEVEL_MISSING} or {@code DEVEL_MISMATCH} (failures F56, H9)
     */
    public static List<ReleasePackage> of(Collection<ReleasePackage> release, List<String> devel, Nevra kernel) {
        Set<ReleasePackage> needed = new LinkedHashSet<>();
        Deque<ReleasePackage> open = new ArrayDeque<>();
        for (String name : devel) {
            open.add(named(release, name, kernel));
        }
        open.add(named(release, kernel.name(), kernel));
        while (!open.isEmpty()) {
            ReleasePackage next = open.pop();
            if (!next.nevra().evr().equals(kernel.evr())) {
                throw new StageFailure(
                        FailureKind.UPSTREAM,
                        "DEVEL_MISMATCH",
                        "%s is not of the same build as %s: expected %s, found %s"
                                .formatted(
                                        next.nevra().name(),
                                        kernel,
                                        kernel.evr(),
                                        next.nevra().evr()));
            }
            if (needed.add(next)) {
                release.stream()
                        .filter(other -> other.provides().stream().anyMatch(next.requires()::contains))
                        .forEach(open::add);
            }
        }
        return List.copyOf(needed);
    }

    private static ReleasePackage named(Collection<ReleasePackage> release, String name, Nevra kernel) {
        return release.stream()
                .filter(each -> each.nevra().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new StageFailure(
                        FailureKind.UPSTREAM,
                        "DEVEL_MISSING",
                        "the release of %s has no package %s; it has %s".formatted(kernel, name, names(release))));
    }

    private static Set<String> names(Collection<ReleasePackage> release) {
        Set<String> names = new TreeSet<>();
        release.forEach(each -> names.add(each.nevra().name()));
        return names;
    }
}
