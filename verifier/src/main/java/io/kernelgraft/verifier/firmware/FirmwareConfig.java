package io.kernelgraft.verifier.firmware;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Raw (.fd) OVMF images with Secure Boot; the defaults are where Debian and Ubuntu have them. */
@ConfigMapping(prefix = "kernelgraft.firmware")
public interface FirmwareConfig {
    /** Firmware code, built with SMM so that only firmware can write the variables. */
    @WithDefault("/usr/share/OVMF/OVMF_CODE_4M.secboot.fd")
    Path code();

    /** Variables with Microsoft's keys enrolled and Secure Boot on; every boot gets a copy. */
    @WithDefault("/usr/share/OVMF/OVMF_VARS_4M.ms.fd")
    Path variables();
}
