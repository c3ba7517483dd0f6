package io.kernelgraft.verifier.boot;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolResult;
import io.kernelgraft.verifier.machine.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Waits for whatever comes first: the probe's report, a fatal console line, the machine's end, the deadline. */
record BootWatch(Machine machine, Console console, Path probeOutput, Duration deadline) {
    static final String TIMEOUT = "BOOT_TIMEOUT";

    private static final long POLL_MILLIS = 100;

    BootEnd await() throws InterruptedException {
        while (true) {
            ToolResult ended = machine.await(POLL_MILLIS);
            ProbeReport report = report();
            if (report.complete()) {
                return complete(report);
            }
            Optional<Console.Fatal> fatal = console.fatal();
            if (fatal.isPresent()) {
                return new BootEnd.Failed(
                        fatal.get().reason(), "the console said '" + fatal.get().line() + "'");
            }
            if (ended != null) {
                return stopped(ended);
            }
            if (machine.uptimeMillis() > deadline.toMillis()) {
                return new BootEnd.Failed(
                        TIMEOUT,
                        (console.multiUserMillis().isPresent()
                                        ? "multi-user was reached, but the probe did not report"
                                        : "multi-user was not reached")
                                + " within " + deadline.toSeconds() + " s; the console's last line: '"
                                + console.lastLine() + "'");
            }
        }
    }

    /** The probe runs after multi-user.target, so its report counts as having reached it. */
    private BootEnd complete(ProbeReport report) {
        return new BootEnd.Reached(console.multiUserMillis().orElseGet(machine::uptimeMillis), report);
    }

    private BootEnd stopped(ToolResult ended) {
        if (!ended.ok()) {
            throw new StageFailure(
                    FailureKind.TRANSIENT,
                    "QEMU_FAILED",
                    "QEMU exited " + ended.exitCode() + ": " + String.join(" | ", ended.lastLines(3)));
        }
        return new BootEnd.Failed(
                FatalPattern.STUCK,
                "the machine switched itself off or restarted after " + machine.uptimeMillis() / 1000
                        + " s; the console's last line: '" + console.lastLine() + "'");
    }

    private ProbeReport report() {
        try {
            // ISO 8859-1 takes any byte: a line may be half written, and a kernel message may be in between.
            return ProbeReport.parse(
                    Files.exists(probeOutput) ? Files.readString(probeOutput, StandardCharsets.ISO_8859_1) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
