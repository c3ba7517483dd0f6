package io.kernelgraft.lab.demo;

import io.kernelgraft.contract.pipeline.PipelineStage;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** A line for every change of a stage, and for a running stage's activity every five seconds. */
final class PlainLines implements Display {
    private static final Duration REPEAT = Duration.ofSeconds(5);

    private final Instant start;
    private final PrintStream out;
    private final Map<PipelineStage, String> said = new EnumMap<>(PipelineStage.class);
    private final Map<PipelineStage, Instant> saidAt = new EnumMap<>(PipelineStage.class);

    PlainLines(Instant start, PrintStream out) {
        this.start = start;
        this.out = out;
    }

    @Override
    public void show(PipelineView view, Instant now) {
        for (StageView stage : view.stages()) {
            String state = StageText.state(stage) + stage.attempt;
            boolean changed = !state.equals(said.getOrDefault(stage.name, "waiting0"));
            boolean due = stage.state == StageView.State.RUNNING
                    && !stage.text.isEmpty()
                    && now.isAfter(saidAt.getOrDefault(stage.name, start).plus(REPEAT));
            if (changed || due) {
                said.put(stage.name, state);
                saidAt.put(stage.name, now);
                out.println("%s %-11s %-8s #%d %s %s"
                        .formatted(
                                StageText.clock(Duration.between(start, now)),
                                stage.name.id(),
                                StageText.state(stage),
                                stage.attempt,
                                StageText.seconds(stage.elapsed(now)),
                                changed && stage.state == StageView.State.DONE ? "" : StageText.activity(stage))
                        .stripTrailing());
            }
        }
    }
}
