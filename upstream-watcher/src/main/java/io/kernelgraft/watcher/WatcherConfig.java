package io.kernelgraft.watcher;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** When upstreams are looked at, and how patiently. */
@ConfigMapping(prefix = "kernelgraft.watcher")
public interface WatcherConfig {
    /** Between the beginnings of two polls of a source; at least a second. */
    @WithDefault("60s")
    Duration pollInterval();

    /** How long an upstream may take to begin its answer. */
    @WithDefault("30s")
    Duration responseTimeout();

    /** Pauses between tries to fetch one RPM; one try more than there are pauses (failure H8). */
    @WithDefault("30s,60s,90s,120s")
    List<Duration> fetchPauses();

    /** How long a refused release rests at first; twice as long after each further refusal. */
    @WithDefault("5m")
    Duration refusedPause();

    @WithDefault("1h")
    Duration refusedPauseLongest();
}
