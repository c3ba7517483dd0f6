package io.kernelgraft.kmodbuilder.kmods;

import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodOutcome.Status;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.kmodbuilder.cache.BuiltKmod;
import io.kernelgraft.runtime.registry.Descriptor;
import java.nio.file.Path;
import java.util.List;

/**
 * How one kmod of the line ended, with what is behind it.
 *
 * @param rpms files that this attempt has built
 * @param layers the RPMs where they are in the line's repository
 * @param builtFrom the akmod package's NEVRA or the sources' identity, if this attempt has compiled them, well or not; else empty
 */
public record SettledKmod(KmodOutcome outcome, List<Path> rpms, List<Descriptor> layers, String builtFrom) {
    public SettledKmod {
        rpms = List.copyOf(rpms);
        layers = List.copyOf(layers);
    }

    static SettledKmod built(Kmod kmod, List<Path> rpms, List<String> modules, String builtFrom) {
        List<String> files =
                rpms.stream().map(rpm -> rpm.getFileName().toString()).toList();
        return new SettledKmod(outcome(kmod, files, modules), rpms, List.of(), builtFrom);
    }

    static SettledKmod known(Kmod kmod, BuiltKmod before) {
        List<String> files =
                before.rpms().stream().map(rpm -> rpm.title().orElseThrow()).toList();
        return new SettledKmod(outcome(kmod, files, before.modules()), List.of(), before.rpms(), "");
    }

    static SettledKmod skipped(Kmod kmod, String reason) {
        return without(kmod, Status.SKIPPED, reason);
    }

    static SettledKmod failed(Kmod kmod, String reason) {
        return without(kmod, Status.FAILED, reason);
    }

    /** What is wrong is in that akmod package, or in these sources. */
    static SettledKmod didNotCompile(Kmod kmod, String reason, String builtFrom) {
        return new SettledKmod(failed(kmod, reason).outcome, List.of(), List.of(), builtFrom);
    }

    SettledKmod pushed(List<Descriptor> rpmsThere) {
        return new SettledKmod(outcome, rpms, rpmsThere, builtFrom);
    }

    private static KmodOutcome outcome(Kmod kmod, List<String> files, List<String> modules) {
        return new KmodOutcome(kmod.name(), Status.BUILT, kmod.required(), files, List.copyOf(modules), "");
    }

    private static SettledKmod without(Kmod kmod, Status status, String reason) {
        return new SettledKmod(
                new KmodOutcome(kmod.name(), status, kmod.required(), List.of(), List.of(), reason),
                List.of(),
                List.of(),
                "");
    }
}
