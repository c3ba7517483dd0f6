package io.kernelgraft.verifier.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * @param memoryMiB guest memory
 * @param firmwareCode OVMF, read-only
 * @param firmwareVariables this machine's own, written to
 * @param disk raw image
 * @param credentials system credentials handed in over SMBIOS, each {@code name=base64}
 * @param lifetime after it the machine is killed, whoever forgot to
 */
public record MachinePlan(
        Accelerator accelerator,
        int memoryMiB,
        int cpus,
        Path firmwareCode,
        Path firmwareVariables,
        Path disk,
        List<String> credentials,
        Duration lifetime) {
    public MachinePlan {
        credentials = List.copyOf(credentials);
    }
}
