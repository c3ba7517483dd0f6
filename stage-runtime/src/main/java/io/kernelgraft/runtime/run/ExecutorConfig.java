package io.kernelgraft.runtime.run;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** How a service runs its stages. */
@ConfigMapping(prefix = "kernelgraft.executor")
public interface ExecutorConfig {
    /** How many attempts this process works on at once. */
    @WithDefault("2")
    int concurrency();

    /** How long an attempt belongs to its executor without a sign of life; a killed service's work waits this long. */
    @WithDefault("15s")
    Duration lease();

    /** Pauses before the second, third … attempt after a TRANSIENT failure; there is one attempt more than pauses. */
    @WithDefault("30s,60s,90s,120s")
    List<Duration> pauses();

    /** How often to look for runs that nobody woke us for: another replica's, or a retry whose pause is over. */
    @WithDefault("500ms")
    Duration poll();

    /** After how many lost attempts (killed services) a run waits for a person. */
    @WithDefault("5")
    int lostAttempts();
}
