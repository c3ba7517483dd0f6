package io.kernelgraft.contract.event;

import java.time.Instant;

/**
 * What an attempt does now; short-lived, lossy, for people only. Nothing decides by it.
 *
 * @param rebuild the rebuild's id
 * @param line the line's name
 * @param state started, running, or ended
 * @param text what happens, one line of plain text; control characters become blanks, cut at 500 characters
 * @param done units done, -1 when it can't be counted
 * @param total units in all, -1 when it can't be counted
 * @param at when
 */
public record StageProgress(
        String rebuild,
        String line,
        String stage,
        int attempt,
        State state,
        String text,
        long done,
        long total,
        Instant at)
        implements EventData {
    public enum State {
        STARTED,
        RUNNING,
        SUCCEEDED,
        FAILED
    }

    public StageProgress {
        text = PlainText.line(text);
    }

    @Override
    public String key() {
        return rebuild;
    }
}
