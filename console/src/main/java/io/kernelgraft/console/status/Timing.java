package io.kernelgraft.console.status;

import io.kernelgraft.contract.pipeline.WorkSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Where the time from a kernel's release to its promotion went.
 *
 * @param workedMillis in which at least one stage worked
 * @param overheadMillis the rest: queueing, Kafka, database, polling
 */
public record Timing(long totalMillis, long workedMillis, long overheadMillis) {
    static Timing of(Instant released, Instant promoted, List<StageStatus> stages) {
        List<WorkSpan> spans =
                stages.stream().flatMap(stage -> stage.spans(promoted).stream()).toList();
        long total = Duration.between(released, promoted).toMillis();
        long worked = WorkSpan.covered(spans, released, promoted).toMillis();
        return new Timing(total, worked, total - worked);
    }
}
