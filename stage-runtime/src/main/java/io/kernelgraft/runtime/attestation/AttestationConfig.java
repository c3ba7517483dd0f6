package io.kernelgraft.runtime.attestation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** What this service signs its word with. */
@ConfigMapping(prefix = "kernelgraft.attestation")
public interface AttestationConfig {
    /** An Ed25519 private key, PKCS#8 in PEM, which nobody but its owner may read. */
    @WithDefault("/etc/kernelgraft/attestation/${quarkus.application.name}.key")
    Path key();
}
