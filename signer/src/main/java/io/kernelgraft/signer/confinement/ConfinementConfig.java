package io.kernelgraft.signer.confinement;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether the signer confines itself. */
@ConfigMapping(prefix = "kernelgraft.signer.confinement")
interface ConfinementConfig {
    /** {@code false} is for tests and for systems other than Linux; the log then says so at each start. */
    @WithDefault("true")
    boolean required();
}
