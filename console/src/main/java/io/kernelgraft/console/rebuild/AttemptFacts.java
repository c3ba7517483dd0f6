package io.kernelgraft.console.rebuild;

import io.kernelgraft.contract.event.FailureKind;
import java.time.Instant;

/**
 * One attempt. Progress is lossy and short-lived: of an old attempt the failure alone may be left.
 *
 * @param startedAt null if no progress was read
 * @param seenAt when it last said what it does; null if it never did
 * @param text what it said then, with {@code done} of {@code total}, -1 where nothing was counted
 * @param failure null unless it failed
 */
public record AttemptFacts(
        String stage,
        int number,
        Instant startedAt,
        Instant seenAt,
        String text,
        long done,
        long total,
        Failure failure) {
    /**
     * @param retryAt when the next attempt starts by itself; null when it waits for a person
     * @param evidence pinned reference to the attempt's logs, or null
     */
    public record Failure(
            Instant at, FailureKind kind, String reason, String message, Instant retryAt, String evidence) {}
}
