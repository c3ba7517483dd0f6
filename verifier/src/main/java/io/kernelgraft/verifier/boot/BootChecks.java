package io.kernelgraft.verifier.boot;

import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.verifier.boot.ProbeReport.LoadedModule;
import io.kernelgraft.verifier.check.CheckIdentity;
import io.kernelgraft.verifier.check.Finding;
import io.kernelgraft.verifier.check.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a boot proves.
 *
 * @param kver the kernel that must be running
 * @param kmods of the candidate
 */
record BootChecks(Kver kver, List<KmodOutcome> kmods) {

    static CheckIdentity reachesMultiUser(String reason) {
        return new CheckIdentity(
                "boot-reaches-multi-user",
                "the candidate boots under Secure Boot, with the line's certificate enrolled, to multi-user",
                "handbook 3.5, H1-H4, F20, F21",
                reason);
    }

    Report report(BootEnd end) {
        return switch (end) {
            case BootEnd.Failed failed ->
                new Report(List.of(new Report.Entry(reachesMultiUser(failed.reason()), Finding.fail(failed.seen()))));
            case BootEnd.Reached reached ->
                new Report(List.of(
                        new Report.Entry(reachesMultiUser("BOOT_TIMEOUT"), reachedMultiUser(reached)),
                        new Report.Entry(
                                new CheckIdentity(
                                        "boot-runs-kernel",
                                        "the running kernel is the one of this rebuild, in an ostree deployment",
                                        "handbook 3.5, H6",
                                        "BOOT_WRONG_KERNEL"),
                                runsKernel(reached.report())),
                        new Report.Entry(
                                new CheckIdentity(
                                        "boot-is-secure",
                                        "Secure Boot is on as the running system sees it",
                                        "F20",
                                        "BOOT_NOT_SECURE"),
                                isSecure(reached.report())),
                        new Report.Entry(
                                new CheckIdentity(
                                        "boot-loads-kmods",
                                        "the modules of every required kmod load",
                                        "F20, F24, F62",
                                        "KMOD_NOT_LOADABLE"),
                                loadsKmods(reached.report()))));
        };
    }

    private static Finding reachedMultiUser(BootEnd.Reached reached) {
        String failedUnits = reached.report().value("failed-units");
        return Finding.pass("%.1f s; failed units: %s"
                .formatted(reached.millis() / 1000.0, failedUnits.isEmpty() ? "none" : failedUnits));
    }

    private Finding runsKernel(ProbeReport report) {
        String running = report.value("kver");
        if (!running.equals(kver.value())) {
            return Finding.fail("'" + running + "' runs, expected '" + kver + "'");
        }
        return report.value("ostree").equals("yes")
                ? Finding.pass(running)
                : Finding.fail("'" + running + "' runs, but not from an ostree deployment");
    }

    private static Finding isSecure(ProbeReport report) {
        String seen = "SecureBoot=" + report.value("secure-boot") + ", lockdown: " + report.value("lockdown");
        return report.value("secure-boot").equals("1")
                ? Finding.pass(seen)
                : Finding.fail(seen + ", expected SecureBoot=1");
    }

    private Finding loadsKmods(ProbeReport report) {
        List<KmodOutcome> built = kmods.stream()
                .filter(kmod -> kmod.status() == KmodOutcome.Status.BUILT)
                .toList();
        if (built.isEmpty()) {
            return Finding.skipped("the candidate has no kmods");
        }
        Set<String> accepted = report.modules().stream()
                .filter(LoadedModule::accepted)
                .map(LoadedModule::name)
                .collect(Collectors.toSet());
        List<String> problems = new ArrayList<>();
        boolean requiredFails = false;
        for (KmodOutcome kmod : built) {
            for (String module : kmod.modules()) {
                if (!accepted.contains(module)) {
                    requiredFails |= kmod.required();
                    problems.add((kmod.required() ? "required " : "optional ") + said(report, module));
                }
            }
        }
        String detail = problems.isEmpty()
                ? "loaded: " + String.join(", ", accepted.stream().sorted().toList())
                : String.join("; ", problems);
        return requiredFails ? Finding.fail(detail) : Finding.pass(detail);
    }

    private static String said(ProbeReport report, String module) {
        return report.modules().stream()
                .filter(each -> each.name().equals(module))
                .map(each -> module + ": modprobe exited " + each.exitCode() + ", '" + each.said() + "'")
                .findFirst()
                .orElse(module + ": the probe said nothing of it");
    }
}
