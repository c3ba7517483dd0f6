package io.kernelgraft.console.status;

import io.kernelgraft.console.rebuild.AttemptFacts;
import io.kernelgraft.contract.pipeline.WorkSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One stage of a rebuild.
 *
 * @param readyAt when the latest of its inputs was sent; null while one is missing
 * @param endedAt when its result, or its last failure, was sent; null before
 * @param waitedMillis from {@code readyAt} to the first attempt's start; null if one of both is unknown
 * @param workedMillis all attempts with a known start together
 */
public record StageStatus(
        String stage,
        StageState state,
        Instant readyAt,
        Instant endedAt,
        Long waitedMillis,
        long workedMillis,
        List<AttemptStatus> attempts,
        List<Artifact> inputs,
        List<Artifact> outputs) {
    static StageStatus of(
            String stage,
            StageState state,
            Instant readyAt,
            Instant endedAt,
            List<AttemptStatus> attempts,
            List<Artifact> inputs,
            List<Artifact> outputs,
            Instant now) {
        Instant started = attempts.isEmpty() ? null : attempts.getFirst().startedAt();
        Long waited = started == null || readyAt == null
                ? null
                // Two services' clocks may differ by a little; nobody waits less than not at all.
                : Math.max(0, Duration.between(readyAt, started).toMillis());
        long worked = spans(attempts, now).stream()
                .mapToLong(span -> span.length().toMillis())
                .sum();
        return new StageStatus(stage, state, readyAt, endedAt, waited, worked, attempts, inputs, outputs);
    }

    private static List<WorkSpan> spans(List<AttemptStatus> attempts, Instant now) {
        return attempts.stream()
                .map(attempt -> attempt.span(now))
                .filter(Objects::nonNull)
                .toList();
    }

    List<WorkSpan> spans(Instant now) {
        return spans(attempts, now);
    }

    /** The one that decides the state; null before the first. */
    public AttemptStatus lastAttempt() {
        return attempts.isEmpty() ? null : attempts.getLast();
    }

    /** Why it stands where it stands; null unless it waits for a person or its next attempt. */
    public AttemptFacts.Failure failure() {
        boolean stands = state == StageState.FAILED || state == StageState.RETRYING;
        return stands ? attempts.getLast().failure() : null;
    }
}
