package io.kernelgraft.kernelbuilder.seal;

import io.kernelgraft.contract.line.LineFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Packages that only a build needs, by name; {@code autoremove} is never asked what could go (handbook 3.3, failure H10).
 * Kmods are built elsewhere, so mostly none is installed; what a base brings of them goes too, as it fits no more.
 */
final class BuildOnly {
    private static final List<String> ALWAYS = List.of("akmods", "sbsigntools");

    private BuildOnly() {}

    static List<String> names(LineFile line) {
        List<String> names = new ArrayList<>(ALWAYS);
        names.addAll(line.kernel().devel());
        line.kmods().modules().forEach(kmod -> names.add(kmod.akmod()));
        return names;
    }
}
