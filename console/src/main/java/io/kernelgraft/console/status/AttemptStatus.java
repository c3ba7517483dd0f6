package io.kernelgraft.console.status;

import io.kernelgraft.console.rebuild.AttemptFacts;
import io.kernelgraft.contract.pipeline.WorkSpan;
import java.time.Instant;

/**
 * One attempt of a stage.
 *
 * @param startedAt null if its progress was not read
 * @param endedAt null while it runs; of a lost one its last sign of life
 * @param text what its tool said last, with {@code done} of {@code total}; null, -1 and -1 if unknown
 * @param failure null unless it failed
 * @param evidence where its logs are, if it left any: pinned, or by tag; null while it runs
 */
public record AttemptStatus(
        int number,
        State state,
        Instant startedAt,
        Instant endedAt,
        String text,
        long done,
        long total,
        AttemptFacts.Failure failure,
        String evidence) {
    public enum State {
        RUNNING,
        SUCCEEDED,
        FAILED,
        /** The service died, or lost its lease; another attempt began. */
        LOST
    }

    /** @param now its end if it still runs; @return null if its start is unknown */
    WorkSpan span(Instant now) {
        if (startedAt == null) {
            return null;
        }
        Instant end = endedAt == null ? now : endedAt;
        return new WorkSpan(startedAt, end.isBefore(startedAt) ? startedAt : end);
    }

    /** What the tool does, with its count where the text does not say it. */
    public String activity() {
        if (text == null) {
            return "";
        }
        boolean counted = total > 0 && !text.contains(done + "/" + total) && !text.contains(done + " of " + total);
        return counted ? done + "/" + total + " " + text : text;
    }
}
