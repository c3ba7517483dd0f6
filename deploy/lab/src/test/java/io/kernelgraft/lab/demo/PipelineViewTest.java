package io.kernelgraft.lab.demo;

import static io.kernelgraft.lab.demo.TestRebuild.failed;
import static io.kernelgraft.lab.demo.TestRebuild.progress;
import static io.kernelgraft.lab.demo.TestRebuild.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.event.StageProgress.State;
import io.kernelgraft.contract.pipeline.PipelineStage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PipelineViewTest {
    private final PipelineView view = new PipelineView();

    @Test
    void shouldGoOnAfterAFailureThatIsRetriedAndStopAtOneThatIsNot() {
        // Given
        view.apply(TestRebuild.requested(0));
        view.apply(progress(1, PipelineStage.SWAP, 1, State.STARTED, "started"));
        // When
        view.apply(failed(3, PipelineStage.SWAP, 1, time(33)));
        // Then
        StageView swap = view.stages().iterator().next();
        assertThat(swap.state).isEqualTo(StageView.State.RETRYING);
        assertThat(view.isOver()).isFalse();
        // When
        view.apply(progress(33, PipelineStage.SWAP, 2, State.STARTED, "started"));
        view.apply(progress(34, PipelineStage.SWAP, 1, State.RUNNING, "late word of the first attempt"));
        view.apply(failed(40, PipelineStage.SWAP, 2, null));
        // Then
        assertThat(swap.state).isEqualTo(StageView.State.FAILED);
        assertThat(swap.attempt).isEqualTo(2);
        assertThat(swap.text).isEqualTo("REGISTRY_UNAVAILABLE: 503");
        assertThat(swap.attempts()).hasSize(2);
        assertThat(swap.elapsed(time(100))).isEqualTo(Duration.ofSeconds(7));
        assertThat(view.failure().orElseThrow().attempt()).isEqualTo(2);
    }

    @Test
    void shouldLetAStageStartOnlyWithAllItsInputs() {
        // Given
        view.apply(TestRebuild.requested(0));
        TestRebuild.run(PipelineStage.SWAP, 1, 5).forEach(view::apply);
        TestRebuild.run(PipelineStage.SIGN_KERNEL, 1, 9).forEach(view::apply);
        assertThat(view.couldStartAt(PipelineStage.SEAL)).isEmpty();
        // When
        TestRebuild.run(PipelineStage.SIGN_KMODS, 6, 7).forEach(view::apply);
        // Then
        assertThat(view.couldStartAt(PipelineStage.SEAL)).contains(time(9));
        assertThat(view.couldStartAt(PipelineStage.KMODS)).contains(time(0));
    }

    @Test
    void shouldPrintALineForEachChangeWhereThereIsNoTerminal() {
        // Given
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PlainLines lines = new PlainLines(time(0), new PrintStream(out));
        view.apply(TestRebuild.requested(0));
        // When
        lines.show(view, time(0));
        view.apply(progress(1, PipelineStage.SEAL, 1, State.STARTED, "started"));
        view.apply(progress(2, PipelineStage.SEAL, 1, State.RUNNING, "dracut: *** Creating image ***"));
        lines.show(view, time(2));
        lines.show(view, time(3));
        lines.show(view, time(8));
        view.apply(TestRebuild.result(65, PipelineStage.SEAL));
        lines.show(view, time(65));
        // Then
        assertThat(out.toString().lines())
                .containsExactly(
                        "0:02 seal        running  #1 1.0 s dracut: *** Creating image ***",
                        "0:08 seal        running  #1 7.0 s dracut: *** Creating image ***",
                        "1:05 seal        done     #1 64.0 s");
    }

    @Test
    void shouldDrawTheSameScreenOverItself() {
        // Given
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LiveScreen screen = new LiveScreen(time(0), new PrintStream(out));
        view.apply(TestRebuild.requested(0));
        screen.show(view, time(1));
        out.reset();
        // When
        view.apply(progress(1, PipelineStage.KMODS, 1, State.STARTED, "started"));
        view.apply(progress(2, PipelineStage.KMODS, 1, State.RUNNING, "make\u001b[2J -C /usr/src"));
        screen.show(view, time(2));
        // Then
        assertThat(out.toString())
                .startsWith("\033[8A")
                .contains("margine  7.2.12+deb14-cloud-amd64  rb-0123456789abcdef")
                .contains("  kmods        running   #1      1.0 s  make")
                .doesNotContain("\033[2J");
        assertThat(out.toString().lines()).hasSize(8);
    }
}
