package io.kernelgraft.lab.demo;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.event.StageProgress;
import io.kernelgraft.contract.pipeline.PipelineStage;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** One rebuild as its events tell it: the first that is requested after this view was made. */
final class PipelineView {
    private final Map<PipelineStage, StageView> stages = new EnumMap<>(PipelineStage.class);
    private final Map<PipelineStage, Instant> results = new EnumMap<>(PipelineStage.class);
    private Event released;
    private Event requested;
    private Event promoted;
    private StageFailed failure;

    PipelineView() {
        for (PipelineStage name : PipelineStage.values()) {
            stages.put(name, new StageView(name));
        }
    }

    void apply(Event event) {
        switch (event.data()) {
            case KernelReleased first when released == null -> released = event;
            case RebuildRequested first when requested == null -> requested = event;
            case StageProgress progress when isOurs(progress.rebuild()) -> progress(progress);
            case StageFailed failed when isOurs(failed.rebuild().id()) -> failed(failed, event.time());
            case RebuildEvent result when isOurs(result.rebuild().id()) -> result(result, event);
            default -> {}
        }
    }

    private boolean isOurs(String rebuild) {
        // Progress has a topic of its own and may overtake the request.
        return requested == null
                || rebuild.equals(
                        ((RebuildRequested) requested.data()).rebuild().id());
    }

    private void progress(StageProgress progress) {
        PipelineStage.of(progress.stage()).map(stages::get).ifPresent(stage -> {
            if (progress.state() == StageProgress.State.STARTED && progress.attempt() > stage.attempt) {
                stage.started(progress.attempt(), progress.at());
            } else if (progress.attempt() == stage.attempt) {
                switch (progress.state()) {
                    case SUCCEEDED -> stage.ended(StageView.State.DONE, progress.at());
                    case RUNNING -> stage.says(progress.text(), progress.done(), progress.total());
                    // What follows a failure is in its own event.
                    case STARTED, FAILED -> {}
                }
            }
        });
    }

    private void failed(StageFailed failed, Instant at) {
        PipelineStage.of(failed.stage()).map(stages::get).ifPresent(stage -> {
            boolean retries = failed.retryAt() != null;
            stage.ended(retries ? StageView.State.RETRYING : StageView.State.FAILED, at);
            stage.says(failed.reason() + ": " + failed.message(), -1, -1);
        });
        if (failed.retryAt() == null) {
            failure = failed;
        }
    }

    private void result(RebuildEvent result, Event event) {
        PipelineStage.thatMade(result).ifPresent(name -> {
            results.putIfAbsent(name, event.time());
            stages.get(name).ended(StageView.State.DONE, event.time());
        });
        if (result instanceof CandidatePromoted) {
            promoted = event;
        }
    }

    Collection<StageView> stages() {
        return stages.values();
    }

    Optional<Rebuild> rebuild() {
        return Optional.ofNullable(requested).map(event -> ((RebuildRequested) event.data()).rebuild());
    }

    Optional<Instant> releasedAt() {
        return Optional.ofNullable(released).map(Event::time);
    }

    Optional<Instant> requestedAt() {
        return Optional.ofNullable(requested).map(Event::time);
    }

    /** When everything that a stage needs was there; empty while it is not. */
    Optional<Instant> couldStartAt(PipelineStage stage) {
        if (!results.keySet().containsAll(stage.needs())) {
            return Optional.empty();
        }
        return stage.needs().isEmpty()
                ? requestedAt()
                : stage.needs().stream().map(results::get).max(Instant::compareTo);
    }

    Optional<Event> promoted() {
        return Optional.ofNullable(promoted);
    }

    /** A failure that waits for a person. */
    Optional<StageFailed> failure() {
        return Optional.ofNullable(failure);
    }

    /** Promoted, and the last stage has said that it ended. */
    boolean isOver() {
        return failure != null || promoted != null;
    }
}
