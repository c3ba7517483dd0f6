package io.kernelgraft.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.console.page.Timeline.Bar;
import io.kernelgraft.console.page.Timeline.Tick;
import io.kernelgraft.console.rebuild.AttemptFacts;
import io.kernelgraft.console.rebuild.RebuildFacts;
import io.kernelgraft.console.status.RebuildReading;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final Instant REQUESTED = Instant.parse("2026-05-04T03:00:00Z");
    private static final ImageReference IMAGE =
            ImageReference.parse("registry.example.org/work").withDigest(Digest.ofSha256Hex("0".repeat(64)));

    @Test
    void shouldPlaceParallelStagesOnOneAxis() {
        // When
        Timeline timeline = at(100, begun("swap", 20), begun("kmods", 50));

        // Then
        assertThat(bars(timeline, "swap"))
                .containsExactly(new Bar("waits", "0.00%", "20.00%"), new Bar("running", "20.00%", "80.00%"));
        assertThat(bars(timeline, "kmods"))
                .containsExactly(new Bar("waits", "0.00%", "50.00%"), new Bar("running", "50.00%", "50.00%"));
        assertThat(bars(timeline, "seal")).isEmpty();
        assertThat(timeline.ticks())
                .containsExactly(new Tick("0.00%", "0 s"), new Tick("30.00%", "30 s"), new Tick("60.00%", "1 min"));
        assertThat(bars(timeline, "sign-kernel")).containsExactly(new Bar("waits", "0.00%", "100.00%"));
    }

    @Test
    void shouldKeepWhatHasJustBegunInThePicture() {
        // When
        Timeline timeline = at(1000, begun("swap", 1000));

        // Then
        assertThat(bars(timeline, "swap"))
                .containsExactly(new Bar("waits", "0.00%", "100.00%"), new Bar("running", "99.50%", "0.50%"));
    }

    private static Timeline at(long seconds, AttemptFacts... attempts) {
        RebuildFacts facts = new RebuildFacts(
                "rb-0123456789abcdef",
                "desktop",
                IMAGE,
                "registry.example.org/base:stable",
                "kernel-1-1.x86_64",
                "1-1.x86_64",
                IMAGE,
                null,
                REQUESTED,
                REQUESTED,
                "a kernel was released",
                List.of(attempts),
                List.of());
        Instant now = REQUESTED.plusSeconds(seconds);
        return Timeline.of(RebuildReading.of(facts, now), now);
    }

    private static AttemptFacts begun(String stage, long seconds) {
        return new AttemptFacts(stage, 1, REQUESTED.plusSeconds(seconds), null, null, -1, -1, null);
    }

    private static List<Bar> bars(Timeline timeline, String stage) {
        return timeline.lanes().stream()
                .filter(lane -> lane.stage().stage().equals(stage))
                .findFirst()
                .orElseThrow()
                .bars();
    }
}
