package io.kernelgraft.contract.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkSpanTest {
    private static final Instant ZERO = Instant.parse("2026-05-04T03:00:00Z");

    @Test
    void shouldCountParallelWorkOnce() {
        // Given
        List<WorkSpan> spans = List.of(span(60, 70), span(1, 20), span(2, 10), span(15, 30));

        // When
        Duration covered = WorkSpan.covered(spans, ZERO, ZERO.plusSeconds(100));

        // Then
        assertThat(covered).isEqualTo(Duration.ofSeconds(29 + 10));
    }

    @Test
    void shouldCountOnlyWhatLiesBetweenTheTwoInstants() {
        // Given
        List<WorkSpan> spans = List.of(span(-10, 5), span(95, 120), span(200, 300));

        // When
        Duration covered = WorkSpan.covered(spans, ZERO, ZERO.plusSeconds(100));

        // Then
        assertThat(covered).isEqualTo(Duration.ofSeconds(5 + 5));
    }

    private static WorkSpan span(long from, long to) {
        return new WorkSpan(ZERO.plusSeconds(from), ZERO.plusSeconds(to));
    }
}
