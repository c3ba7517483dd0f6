package io.kernelgraft.lab.demo;

import io.kernelgraft.contract.pipeline.PipelineStage;
import io.kernelgraft.contract.pipeline.WorkSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the time of a finished rebuild went.
 *
 * @param stages by stage, in order
 * @param total from the release to the promotion
 * @param overhead that part of {@code total} in which no stage worked at all
 */
public record Timing(Map<String, StageTime> stages, Duration total, Duration overhead) {
    /**
     * @param waited from the moment its last input was there until its first attempt began
     * @param worked all its attempts together
     */
    public record StageTime(Duration waited, Duration worked) {}

    /** Empty unless the rebuild was released and promoted under this view's eyes. */
    static Optional<Timing> of(PipelineView view) {
        if (view.releasedAt().isEmpty() || view.promoted().isEmpty()) {
            return Optional.empty();
        }
        Instant released = view.releasedAt().get();
        Instant promoted = view.promoted().get().time();
        Map<String, StageTime> stages = new TreeMap<>(Comparator.comparing(
                (String id) -> PipelineStage.of(id).orElseThrow().ordinal()));
        for (StageView stage : view.stages()) {
            Duration worked = stage.attempts().stream().map(WorkSpan::length).reduce(Duration.ZERO, Duration::plus);
            Duration waited = view.couldStartAt(stage.name)
                    .filter(ready -> !stage.attempts().isEmpty())
                    .map(ready ->
                            Duration.between(ready, stage.attempts().getFirst().from()))
                    .orElse(Duration.ZERO);
            stages.put(stage.name.id(), new StageTime(waited, worked));
        }
        List<WorkSpan> intervals = view.stages().stream()
                .flatMap(stage -> stage.attempts().stream())
                .toList();
        Duration total = Duration.between(released, promoted);
        return Optional.of(new Timing(stages, total, total.minus(WorkSpan.covered(intervals, released, promoted))));
    }
}
