package io.kernelgraft.console.api;

import io.kernelgraft.console.status.AttemptStatus;
import io.kernelgraft.console.status.RebuildState;
import io.kernelgraft.console.status.RebuildStatus;
import io.kernelgraft.console.status.StageState;
import io.kernelgraft.console.status.StageStatus;
import io.kernelgraft.contract.image.ImageReference;
import java.time.Instant;
import java.util.List;

/** A rebuild in a list; {@code /api/rebuilds/{id}} has all of it. */
public record RebuildSummary(
        String id,
        String line,
        RebuildState state,
        String kernel,
        ImageReference base,
        Instant requestedAt,
        ImageReference candidate,
        ImageReference promoted,
        Instant promotedAt,
        List<Stage> stages) {
    /** @param attempt the last one's number, 0 before the first; @param text what its tool said last, or null */
    public record Stage(String stage, StageState state, int attempt, long workedMillis, String text) {
        private static Stage of(StageStatus status) {
            AttemptStatus last = status.lastAttempt();
            return new Stage(
                    status.stage(),
                    status.state(),
                    last == null ? 0 : last.number(),
                    status.workedMillis(),
                    last == null ? null : last.text());
        }
    }

    static RebuildSummary of(RebuildStatus status) {
        return new RebuildSummary(
                status.id(),
                status.line(),
                status.state(),
                status.kernel(),
                status.base(),
                status.requestedAt(),
                status.candidate(),
                status.promoted(),
                status.promotedAt(),
                status.stages().stream().map(Stage::of).toList());
    }
}
