package io.kernelgraft.console.attention;

import io.kernelgraft.console.feed.UnreadableRecords.Unreadable;
import io.kernelgraft.contract.event.FailureKind;
import java.time.Instant;
import java.util.List;

/** @param runs stages that failed and wait for a person, oldest first; @param unreadable records that are no event */
public record Attention(List<Run> runs, Unreadable unreadable) {
    /** @param evidence pinned reference to the attempt's logs, or null */
    public record Run(
            String rebuild,
            String line,
            String stage,
            int attempt,
            FailureKind kind,
            String reason,
            String message,
            Instant failedAt,
            String evidence) {}
}
