package io.kernelgraft.runtime.container;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How this service uses buildah. */
@ConfigMapping(prefix = "kernelgraft.buildah")
public interface BuildahConfig {
    /** Directory for layers, working containers and temporary files; one service alone may use it. */
    @WithDefault("/var/lib/kernelgraft/buildah")
    Path storage();

    /**
     * Bytes that layers and containers may have when an attempt begins; the least recently used images go first. What is
     * within it stays, so that the next rebuild pulls no base layer again.
     */
    @WithDefault("40G")
    @WithConverter(MemorySizeConverter.class)
    MemorySize storageQuota();

    /** Time a pull may take. */
    @WithDefault("PT10M")
    Duration pullDeadline();

    /** Time a commit may take. */
    @WithDefault("PT10M")
    Duration commitDeadline();

    /** Time a push may take. */
    @WithDefault("PT10M")
    Duration pushDeadline();

    /** Time that anything else of buildah's may take: mount, copy, label, remove. */
    @WithDefault("PT2M")
    Duration deadline();

    /** Gzip level (1 to 9) of pushed layers; what is in them is mostly compressed already. */
    @WithDefault("1")
    int compressionLevel();
}
