package io.kernelgraft.signer.key;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** What an operator sets for the signer. */
@ConfigMapping(prefix = "kernelgraft.signer")
public interface SignerConfig {
    Keys keys();

    /** Whether certificates marked as lab ones may sign; never true outside the lab. */
    @WithDefault("false")
    boolean labKeysAllowed();

    interface Keys {
        /** Holds {@code <name>.key} (PEM, PKCS#8, readable by its owner alone) and {@code <name>.pem} (certificate). */
        @WithDefault("/etc/kernelgraft/signer/keys")
        Path directory();
    }
}
