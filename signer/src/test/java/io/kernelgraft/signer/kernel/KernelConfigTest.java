package io.kernelgraft.signer.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelConfigTest {
    @TempDir
    Path directory;

    @Test
    void shouldAcceptKernelsThatTrustAMachineOwnersKey() throws Exception {
        config("CONFIG_MODULE_SIG=y", "CONFIG_SECONDARY_TRUSTED_KEYRING=y", "CONFIG_INTEGRITY_MACHINE_KEYRING=y")
                .requireMachineOwnerKeys();
        config("# a comment", "CONFIG_MODULE_SIG=y", "CONFIG_INTEGRITY_PLATFORM_KEYRING=y")
                .requireMachineOwnerKeys();
    }

    @Test
    void shouldNameTheOptionThatIsMissing() {
        assertThat(refusal("CONFIG_INTEGRITY_PLATFORM_KEYRING=y"))
                .hasMessageStartingWith("the kernel was built without CONFIG_MODULE_SIG=y");
        assertThat(refusal("CONFIG_MODULE_SIG=y", "CONFIG_SECONDARY_TRUSTED_KEYRING=y"))
                .hasMessageStartingWith("the kernel was built without CONFIG_INTEGRITY_MACHINE_KEYRING=y");
        assertThat(refusal("CONFIG_MODULE_SIG=y", "CONFIG_INTEGRITY_MACHINE_KEYRING=y"))
                .hasMessageStartingWith("the kernel was built without CONFIG_SECONDARY_TRUSTED_KEYRING=y");
    }

    @Test
    void shouldNotTakeModulesOrCommentsForBuiltIn() {
        assertThat(refusal("CONFIG_MODULE_SIG=m", "# CONFIG_MODULE_SIG is not set", "#CONFIG_MODULE_SIG=y"))
                .hasMessageContaining("CONFIG_MODULE_SIG=y");
    }

    private StageFailure refusal(String... lines) {
        StageFailure failure =
                catchThrowableOfType(StageFailure.class, () -> config(lines).requireMachineOwnerKeys());
        assertThat(failure.kind()).isEqualTo(FailureKind.UPSTREAM);
        assertThat(failure.reason()).isEqualTo("KERNEL_CONFIG");
        return failure;
    }

    private KernelConfig config(String... lines) throws Exception {
        return KernelConfig.read(Files.writeString(directory.resolve("config"), String.join("\n", lines) + "\n"));
    }
}
