package io.kernelgraft.runtime.attestation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Whose word counts. */
@ConfigMapping(prefix = "kernelgraft.trust")
public interface TrustConfig {
    /** Ed25519 public keys in PEM: {@code <service>.pem}, and {@code <service>.*.pem} while a key is exchanged. */
    @WithDefault("/etc/kernelgraft/trust")
    Path directory();
}
