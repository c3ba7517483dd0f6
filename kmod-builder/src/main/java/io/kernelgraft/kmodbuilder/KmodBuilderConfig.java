package io.kernelgraft.kmodbuilder;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/** How kmods are fetched and built. */
@ConfigMapping(prefix = "kernelgraft.kmods")
public interface KmodBuilderConfig {
    /**
     * How often fetching from a package repository is tried within an attempt. Enough for a hiccup that must not cost
     * what is built already; a longer outage ends the attempt as TRANSIENT, and the executor waits with growing pauses
     * (failure H8).
     */
    @WithDefault("3")
    int fetchAttempts();

    /** Pause after the first failed fetch; after the second it is twice as long, and so on. */
    @WithDefault("PT5S")
    Duration fetchPause();

    /** Time that one call of dnf may take. */
    @WithDefault("PT10M")
    Duration fetchDeadline();

    /** Where metadata of repositories are kept; this service alone uses it. */
    Path repodataDirectory();

    /** How many kmods are built at the same time, each in a container of its own; one a processor unless it is said. */
    OptionalInt parallel();

    /**
     * How long an optional kmod that did not compile is not compiled again from the same inputs, for another rebuild's first
     * attempt; zero: it always is.
     */
    @WithDefault("PT24H")
    Duration failureKept();

    /** Time that the build of one kmod may take. */
    @WithDefault("PT30M")
    Duration buildDeadline();
}
