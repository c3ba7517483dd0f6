package io.kernelgraft.verifier.machine;

import java.time.Duration;

/** Machines made of other programs than QEMU and swtpm. */
public record Programs(String qemu, String swtpm, Duration tinyGuestDeadline) implements MachineConfig {}
