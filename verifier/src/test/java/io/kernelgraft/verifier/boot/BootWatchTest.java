package io.kernelgraft.verifier.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.evidence.Evidence;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ProcessToolRunner;
import io.kernelgraft.verifier.machine.Accelerator;
import io.kernelgraft.verifier.machine.Machine;
import io.kernelgraft.verifier.machine.MachinePlan;
import io.kernelgraft.verifier.machine.Programs;
import io.kernelgraft.verifier.testing.Silent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes in the place of QEMU and swtpm. */
class BootWatchTest {
    private static final Evidence NONE = new Evidence() {
        @Override
        public void add(String name, String mediaType, Path file) {}

        @Override
        public void addText(String name, String text) {}
    };

    @TempDir
    Path dir;

    @AfterEach
    void shouldLeaveNoProcess() {
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(dir.toString())))
                .isEmpty();
    }

    @Test
    void shouldEndWhenTheProbeHasReported() throws Exception {
        BootEnd end = boot("""
                echo '[  OK  ] Reached target Multi-User System.'
                printf 'kver=7.2.0\\r\\nend=\\r\\n' > probe.log
                sleep 100
                """, Duration.ofSeconds(30));

        assertThat(end).isInstanceOfSatisfying(BootEnd.Reached.class, reached -> {
            assertThat(reached.report().value("kver")).isEqualTo("7.2.0");
            assertThat(reached.millis()).isBetween(0L, 30_000L);
        });
    }

    @Test
    void shouldEndAtTheFirstLineThatCanNotEndWell() throws Exception {
        BootEnd end = boot("echo '[    2.1] Kernel panic - not syncing: VFS'\nsleep 100\n", Duration.ofSeconds(30));

        assertThat(end)
                .isEqualTo(new BootEnd.Failed(
                        "BOOT_PANIC", "the console said '[    2.1] Kernel panic - not syncing: VFS'"));
    }

    @Test
    void shouldEndAtTheDeadlineWithTheConsolesLastLine() throws Exception {
        BootEnd end = boot("echo 'dracut-initqueue: waiting'\nsleep 100\n", Duration.ofSeconds(2));

        assertThat(end)
                .isEqualTo(new BootEnd.Failed(
                        "BOOT_TIMEOUT",
                        "multi-user was not reached within 2 s; the console's last line: 'dracut-initqueue: waiting'"));
    }

    @Test
    void shouldSayWhenOnlyTheProbeIsMissing() throws Exception {
        BootEnd end = boot("echo 'Reached target Multi-User System.'\nsleep 100\n", Duration.ofSeconds(2));

        assertThat(end).isInstanceOfSatisfying(BootEnd.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo("BOOT_TIMEOUT");
            assertThat(failed.seen()).startsWith("multi-user was reached, but the probe did not report within 2 s");
        });
    }

    @Test
    void shouldTakeARestartForAFailedBoot() throws Exception {
        BootEnd end = boot("echo 'reboot: Restarting system'\n", Duration.ofSeconds(30));

        assertThat(end).isInstanceOfSatisfying(BootEnd.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo("BOOT_STUCK");
            assertThat(failed.seen()).endsWith("the console's last line: 'reboot: Restarting system'");
        });
    }

    @Test
    void shouldNotBlameTheCandidateForQemu() {
        StageFailure failure = catchThrowableOfType(
                StageFailure.class,
                () -> boot("echo 'qemu: could not open disk' >&2\nexit 1\n", Duration.ofSeconds(30)));

        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.reason()).isEqualTo("QEMU_FAILED");
        assertThat(failure).hasMessage("QEMU exited 1: qemu: could not open disk");
    }

    private BootEnd boot(String guest, Duration deadline) throws IOException, InterruptedException {
        String qemu = script("qemu", guest);
        String swtpm = script("swtpm", ": > tpm.sock\nsleep 100\n");
        MachinePlan plan = new MachinePlan(
                Accelerator.TCG, 64, 1, dir, dir, dir.resolve("disk.img"), List.of(), Duration.ofSeconds(60));
        Console console = new Console(() -> 1);
        Path logs = Files.createDirectory(dir.resolve("logs"));
        try (ProcessToolRunner tools = new ProcessToolRunner(logs, NONE, Silent.PROGRESS);
                Machine machine = Machine.start(
                        new Programs(qemu, swtpm, Duration.ofSeconds(1)), plan, dir, tools, console::line)) {
            return new BootWatch(machine, console, dir.resolve(Machine.SECOND_SERIAL), deadline).await();
        }
    }

    private String script(String name, String body) throws IOException {
        Path file = Files.writeString(dir.resolve(name), "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }
}
