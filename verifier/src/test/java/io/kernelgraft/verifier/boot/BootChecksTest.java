package io.kernelgraft.verifier.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kernelgraft.contract.event.CheckResult;
import io.kernelgraft.contract.event.CheckResult.Status;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.verifier.check.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootChecksTest {
    private static final KmodOutcome REQUIRED =
            new KmodOutcome("vpoll", KmodOutcome.Status.BUILT, true, List.of("kmod-vpoll.rpm"), List.of("vpoll"), "");
    private static final KmodOutcome OPTIONAL =
            new KmodOutcome("xone", KmodOutcome.Status.BUILT, false, List.of("kmod-xone.rpm"), List.of("xone"), "");
    private static final String GOOD =
            "kver=7.2.0\nsecure-boot=1\nlockdown=none [integrity] confidentiality\nostree=yes\nfailed-units=\n";

    @Test
    void shouldPassWhatTheProbeFoundRight() {
        Report report = report(GOOD + "module=vpoll 0 \nmodule=xone 0 \nend=");

        assertThat(report.results())
                .extracting(CheckResult::id, CheckResult::status, CheckResult::detail)
                .containsExactly(
                        tuple("boot-reaches-multi-user", Status.PASS, "45.2 s; failed units: none"),
                        tuple("boot-runs-kernel", Status.PASS, "7.2.0"),
                        tuple(
                                "boot-is-secure",
                                Status.PASS,
                                "SecureBoot=1, lockdown: none [integrity] confidentiality"),
                        tuple("boot-loads-kmods", Status.PASS, "loaded: vpoll, xone"));
    }

    @Test
    void shouldRejectWhenAnotherKernelRuns() {
        assertRejected(
                GOOD.replace("7.2.0", "6.12.0"),
                "BOOT_WRONG_KERNEL",
                "boot-runs-kernel: '6.12.0' runs, expected '7.2.0'");
    }

    @Test
    void shouldRejectWhenNoOstreeDeploymentRuns() {
        assertRejected(
                GOOD.replace("ostree=yes", "ostree=no"),
                "BOOT_WRONG_KERNEL",
                "boot-runs-kernel: '7.2.0' runs, but not from an ostree deployment");
    }

    @Test
    void shouldRejectWhenSecureBootIsOff() {
        assertRejected(
                GOOD.replace("secure-boot=1", "secure-boot=0"),
                "BOOT_NOT_SECURE",
                "boot-is-secure: SecureBoot=0, lockdown: none [integrity] confidentiality, expected SecureBoot=1");
    }

    @Test
    void shouldRejectWhenARequiredKmodDoesNotLoad() {
        Report report = report(GOOD + "module=vpoll 1 modprobe: ERROR: could not insert 'vpoll': Key was rejected\n"
                + "module=xone 0 \nend=");

        assertThat(report.rejection()).contains("KMOD_NOT_LOADABLE");
        assertThat(report.failures())
                .isEqualTo("boot-loads-kmods: required vpoll: modprobe exited 1, 'modprobe: ERROR: could not insert"
                        + " 'vpoll': Key was rejected'");
    }

    @Test
    void shouldNameAnOptionalKmodThatDoesNotLoadAndPass() {
        Report report = report(GOOD + "module=vpoll 0 \nend=");

        assertThat(report.rejection()).isEmpty();
        assertThat(report.results().getLast().detail()).isEqualTo("optional xone: the probe said nothing of it");
    }

    @Test
    void shouldRejectWithTheReasonOfAFailedBoot() {
        Report report = new BootChecks(new Kver("7.2.0"), List.of())
                .report(new BootEnd.Failed("BOOT_PANIC", "the console said 'Kernel panic - not syncing: x'"));

        assertThat(report.rejection()).contains("BOOT_PANIC");
        assertThat(report.failures())
                .isEqualTo("boot-reaches-multi-user: the console said 'Kernel panic - not syncing: x'");
    }

    private static void assertRejected(String said, String reason, String failures) {
        Report report = report(said + "module=vpoll 0 \nmodule=xone 0 \nend=");

        assertThat(report.rejection()).contains(reason);
        assertThat(report.failures()).isEqualTo(failures);
    }

    private static Report report(String said) {
        return new BootChecks(new Kver("7.2.0"), List.of(REQUIRED, OPTIONAL))
                .report(new BootEnd.Reached(45_200, ProbeReport.parse(said)));
    }
}
