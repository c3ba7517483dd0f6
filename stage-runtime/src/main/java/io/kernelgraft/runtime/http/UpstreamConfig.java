package io.kernelgraft.runtime.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** How patiently places are asked that are not ours. */
@ConfigMapping(prefix = "kernelgraft.upstream")
public interface UpstreamConfig {
    /** How long an upstream may take to begin its answer. */
    @WithDefault("30s")
    Duration responseTimeout();

    /** Pauses between tries to fetch one file; one try more than there are pauses (failure H8). */
    @WithDefault("30s,60s,90s,120s")
    List<Duration> fetchPauses();
}
