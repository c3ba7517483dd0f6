package io.kernelgraft.lab.demo;

import io.kernelgraft.contract.pipeline.PipelineStage;
import io.kernelgraft.contract.pipeline.WorkSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is known of one stage. Times are those of the services' events, not of their arrival here. */
final class StageView {
    enum State {
        WAITING,
        RUNNING,
        RETRYING,
        DONE,
        FAILED
    }

    final PipelineStage name;
    State state = State.WAITING;
    int attempt;
    String text = "";
    long done = -1;
    long total = -1;
    Instant startedAt;
    Instant endedAt;
    private final List<WorkSpan> attempts = new ArrayList<>();

    StageView(PipelineStage name) {
        this.name = name;
    }

    void started(int attempt, Instant at) {
        this.attempt = attempt;
        this.startedAt = at;
        this.endedAt = null;
        this.state = State.RUNNING;
        says("", -1, -1);
    }

    void says(String text, long done, long total) {
        this.text = text;
        this.done = done;
        this.total = total;
    }

    void ended(State state, Instant at) {
        this.state = state;
        if (startedAt != null && endedAt == null) {
            endedAt = at;
            attempts.add(new WorkSpan(startedAt, at));
        }
    }

    /** Every attempt that has ended. */
    List<WorkSpan> attempts() {
        return List.copyOf(attempts);
    }

    Duration elapsed(Instant now) {
        return startedAt == null ? Duration.ZERO : Duration.between(startedAt, endedAt == null ? now : endedAt);
    }

    boolean isOver() {
        return state == State.DONE || state == State.FAILED;
    }
}
