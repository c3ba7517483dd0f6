package io.kernelgraft.verifier.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The boot sector on a real QEMU. */
class TinyGuestST {
    private static final Path QEMU = Path.of("/usr/bin/qemu-system-x86_64");

    @TempDir
    Path dir;

    @Test
    void shouldSwitchTheMachineOffWithItsExitCodeUnderTcg() throws Exception {
        assumeTrue(Files.isExecutable(QEMU), QEMU + " is not installed");
        Path disk = Files.write(dir.resolve("disk.img"), TinyGuest.bootSector());
        List<String> argv = new ArrayList<>(AcceleratorChoice.argv(QEMU.toString(), Accelerator.TCG, disk));

        Process process = new ProcessBuilder(argv).inheritIO().start();

        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(TinyGuest.EXIT_CODE);
        } finally {
            process.destroyForcibly();
        }
    }
}
