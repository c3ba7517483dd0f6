package io.kernelgraft.verifier.machine;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The programs that make the test machine. */
@ConfigMapping(prefix = "kernelgraft.machine")
public interface MachineConfig {
    /** QEMU's program for x86-64. */
    @WithDefault("qemu-system-x86_64")
    String qemu();

    /** The TPM emulator. */
    @WithDefault("swtpm")
    String swtpm();

    /** KVM is used if a tiny guest ends within this time on it. */
    @WithDefault("PT6S")
    Duration tinyGuestDeadline();
}
