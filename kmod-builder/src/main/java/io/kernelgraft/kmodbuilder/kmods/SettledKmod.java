package io.kernelgraft.kmodbuilder.kmods;

import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodOutcome.Status;
import io.kernelgraft.contract.line.LineFile.Kmod;
import java.nio.file.Path;
import java.util.List;

/**
 * How one kmod of the line ended, with the files behind it.
 *
 * @param rpms none unless built
 */
public record SettledKmod(KmodOutcome outcome, List<Path> rpms) {
    public SettledKmod {
        rpms = List.copyOf(rpms);
    }

    static SettledKmod built(Kmod kmod, List<Path> rpms, List<String> modules) {
        List<String> files =
                rpms.stream().map(rpm -> rpm.getFileName().toString()).toList();
        return new SettledKmod(
                new KmodOutcome(kmod.name(), Status.BUILT, kmod.required(), files, List.copyOf(modules), ""), rpms);
    }

    static SettledKmod skipped(Kmod kmod, String reason) {
        return without(kmod, Status.SKIPPED, reason);
    }

    static SettledKmod failed(Kmod kmod, String reason) {
        return without(kmod, Status.FAILED, reason);
    }

    private static SettledKmod without(Kmod kmod, Status status, String reason) {
        return new SettledKmod(
                new KmodOutcome(kmod.name(), status, kmod.required(), List.of(), List.of(), reason), List.of());
    }
}
