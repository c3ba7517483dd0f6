package io.kernelgraft.runtime.workspace;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where attempts work. */
@ConfigMapping(prefix = "kernelgraft.workspace")
public interface WorkspaceConfig {
    /** This service's own directory: what is in it at start is left from a killed predecessor and is removed. */
    @WithDefault("/var/lib/kernelgraft/${quarkus.application.name}/workspace")
    Path directory();

    /** Bytes that must be free, here and in the container storage, before a stage starts. */
    @WithDefault("2G")
    @WithConverter(MemorySizeConverter.class)
    MemorySize freeFloor();
}
