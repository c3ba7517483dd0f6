package io.kernelgraft.watcher;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When upstreams are looked at. */
@ConfigMapping(prefix = "kernelgraft.watcher")
public interface WatcherConfig {
    /** Between the beginnings of two polls of a source; at least a second. */
    @WithDefault("60s")
    Duration pollInterval();

    /** How long a refused release rests at first; twice as long after each further refusal. */
    @WithDefault("5m")
    Duration refusedPause();

    @WithDefault("1h")
    Duration refusedPauseLongest();
}
