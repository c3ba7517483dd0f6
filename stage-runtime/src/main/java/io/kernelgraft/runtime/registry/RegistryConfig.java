package io.kernelgraft.runtime.registry;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How registries are reached. */
@ConfigMapping(prefix = "kernelgraft.registry")
public interface RegistryConfig {
    /** Registries ({@code host[:port]}) that are spoken to without TLS; all others need it. */
    Optional<List<String>> plainHttp();

    /** User names and passwords in the form of {@code containers-auth.json(5)}. */
    Optional<Path> credentialsFile();

    @WithDefault("10s")
    Duration connectTimeout();

    /** How long a registry may take to answer, and how long it may fall silent while a body is on its way. */
    @WithDefault("60s")
    Duration responseTimeout();

    /** How often one operation is tried at most. */
    @WithDefault("5")
    int attempts();

    /** The first pause between two tries; each further one is twice as long, unless the registry says how long. */
    @WithDefault("1s")
    Duration retryPause();

    /** No new try begins later than this after the first one began. */
    @WithDefault("2m")
    Duration retryDeadline();

    /** Blobs kept on disk, so that none is fetched twice. */
    Cache cache();

    /** Where and how much. */
    interface Cache {
        /** Several processes may share it; nothing else may be in it. Empty: nothing is kept. */
        Optional<Path> directory();

        /** The least recently used blobs go when all of them together would be larger. */
        @WithDefault("20G")
        @WithConverter(MemorySizeConverter.class)
        MemorySize quota();
    }
}
