package io.kernelgraft.kmodbuilder;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How kmods are fetched and built. */
@ConfigMapping(prefix = "kernelgraft.kmods")
public interface KmodBuilderConfig {
    /** How often fetching from a package repository is tried before the attempt ends as TRANSIENT (failure H8). */
    @WithDefault("5")
    int fetchAttempts();

    /** Pause after the first failed fetch; after the second it is twice as long, and so on. */
    @WithDefault("PT30S")
    Duration fetchPause();

    /** Time that one call of dnf may take. */
    @WithDefault("PT10M")
    Duration fetchDeadline();

    /** Time that the build of one kmod may take. */
    @WithDefault("PT30M")
    Duration buildDeadline();
}
