package io.kernelgraft.signer.kernel;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options a kernel was built with; asked before anything is signed, because a kernel that does not look for machine
 * owner keys refuses every module we sign (failure F19).
 *
 * @param builtIn names of the options that are {@code =y}
 */
public record KernelConfig(Set<String> builtIn) {

    public static KernelConfig read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return new KernelConfig(lines.filter(line -> line.endsWith("=y"))
                    .map(line -> line.substring(0, line.length() - 2))
                    .collect(Collectors.toUnmodifiableSet()));
        }
    }

    /**
     * A machine owner key is trusted for modules through the machine keyring, which the secondary one links to, or
     * through the platform keyring, which distributions' kernels ask next.
     *
     * @throws StageFailure UPSTREAM {@code KERNEL_CONFIG}
     */
    public void requireMachineOwnerKeys() {
        if (!builtIn.contains("CONFIG_MODULE_SIG")) {
            throw missing("CONFIG_MODULE_SIG=y: it does not check modules' signatures");
        }
        boolean machine = builtIn.contains("CONFIG_INTEGRITY_MACHINE_KEYRING");
        boolean secondary = builtIn.contains("CONFIG_SECONDARY_TRUSTED_KEYRING");
        if (machine && secondary || builtIn.contains("CONFIG_INTEGRITY_PLATFORM_KEYRING")) {
            return;
        }
        throw missing(
                machine
                        ? "CONFIG_SECONDARY_TRUSTED_KEYRING=y: its machine keyring counts for nothing without"
                        : "CONFIG_INTEGRITY_MACHINE_KEYRING=y (or CONFIG_INTEGRITY_PLATFORM_KEYRING=y): it trusts no MOK for modules");
    }

    private static StageFailure missing(String what) {
        return new StageFailure(FailureKind.UPSTREAM, "KERNEL_CONFIG", "the kernel was built without " + what);
    }
}
