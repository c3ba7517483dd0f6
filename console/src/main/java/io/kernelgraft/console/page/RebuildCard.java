package io.kernelgraft.console.page;

import io.kernelgraft.console.rebuild.RebuildFacts;
import io.kernelgraft.console.status.RebuildReading;
import io.kernelgraft.console.status.RebuildStatus;
import io.kernelgraft.contract.event.KmodOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A rebuild and its picture. */
public record RebuildCard(RebuildStatus rebuild, Timeline timeline) {
    static RebuildCard of(RebuildFacts facts, Instant now) {
        RebuildStatus status = RebuildReading.of(facts, now);
        return new RebuildCard(status, Timeline.of(status, now));
    }

    /** Milliseconds from the request to the picture's end. */
    public long took() {
        return Duration.between(timeline.from(), timeline.to()).toMillis();
    }

    /** The kmods that were skipped or failed. */
    public List<KmodOutcome> leftOut() {
        return rebuild.kmods().stream()
                .filter(kmod -> kmod.status() != KmodOutcome.Status.BUILT)
                .toList();
    }

    /** For those who hear the page: where it stands, in a sentence. */
    public String news() {
        return "%s, %s: %s, %d of %d stages done."
                .formatted(
                        rebuild.line(),
                        rebuild.kver(),
                        Wording.words(rebuild.state()),
                        rebuild.succeeded(),
                        rebuild.stages().size());
    }
}
