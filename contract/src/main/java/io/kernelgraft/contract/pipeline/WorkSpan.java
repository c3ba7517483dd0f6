package io.kernelgraft.contract.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** From the start of an attempt to its end. */
public record WorkSpan(Instant from, Instant to) {
    public Duration length() {
        return Duration.between(from, to);
    }

    /** How much of the time between two instants lies in at least one of the spans. */
    public static Duration covered(Collection<WorkSpan> spans, Instant from, Instant to) {
        List<WorkSpan> inOrder =
                spans.stream().sorted(Comparator.comparing(WorkSpan::from)).toList();
        Duration covered = Duration.ZERO;
        Instant reached = from;
        for (WorkSpan span : inOrder) {
            Instant start = span.from.isAfter(reached) ? span.from : reached;
            Instant end = span.to.isBefore(to) ? span.to : to;
            if (end.isAfter(start)) {
                covered = covered.plus(Duration.between(start, end));
                reached = end;
            }
        }
        return covered;
    }
}
