package io.kernelgraft.console.status;

import io.kernelgraft.console.rebuild.AttemptFacts;
import io.kernelgraft.console.rebuild.RebuildFacts;
import io.kernelgraft.console.rebuild.ResultFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Works out how the attempts of one stage ended. {@code result} is the one that still holds. */
record AttemptReading(RebuildFacts rebuild, Optional<ResultFacts> result) {
    StageState state(List<AttemptFacts> tried, Instant readyAt) {
        if (result.isPresent()) {
            return StageState.SUCCEEDED;
        }
        if (tried.isEmpty()) {
            return readyAt == null ? StageState.WAITING : StageState.QUEUED;
        }
        AttemptFacts.Failure failure = tried.getLast().failure();
        if (failure == null) {
            return StageState.RUNNING;
        }
        return failure.retryAt() == null ? StageState.FAILED : StageState.RETRYING;
    }

    List<AttemptStatus> all(List<AttemptFacts> tried) {
        List<AttemptStatus> read = new ArrayList<>();
        for (AttemptFacts attempt : tried) {
            read.add(one(attempt, attempt == tried.getLast()));
        }
        return read;
    }

    private AttemptStatus one(AttemptFacts attempt, boolean last) {
        if (attempt.failure() != null) {
            return status(attempt, AttemptStatus.State.FAILED, attempt.failure().at());
        }
        if (!last) {
            return status(
                    attempt,
                    AttemptStatus.State.LOST,
                    attempt.seenAt() == null ? attempt.startedAt() : attempt.seenAt());
        }
        return result.map(made -> status(attempt, AttemptStatus.State.SUCCEEDED, made.at()))
                .orElseGet(() -> status(attempt, AttemptStatus.State.RUNNING, null));
    }

    private AttemptStatus status(AttemptFacts attempt, AttemptStatus.State state, Instant endedAt) {
        return new AttemptStatus(
                attempt.number(),
                state,
                attempt.startedAt(),
                endedAt,
                attempt.text(),
                attempt.done(),
                attempt.total(),
                attempt.failure(),
                evidence(attempt, state));
    }

    /** Pinned where the event says it; otherwise by the tag that the stage runtime gives it beside the snapshot. */
    private String evidence(AttemptFacts attempt, AttemptStatus.State state) {
        if (attempt.failure() != null) {
            return attempt.failure().evidence();
        }
        return state == AttemptStatus.State.SUCCEEDED
                ? "%s:evidence-%s-%s-%d"
                        .formatted(rebuild.snapshot().name(), rebuild.id(), attempt.stage(), attempt.number())
                : null;
    }
}
