package io.kernelgraft.lab.demo;

import static io.kernelgraft.lab.demo.TestRebuild.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.pipeline.PipelineStage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimingTest {
    @Test
    void shouldCountAsOverheadOnlyTheTimeInWhichNoStageWorked() {
        // Given
        PipelineView view = new PipelineView();
        view.apply(TestRebuild.released());
        view.apply(TestRebuild.requested(0.5));
        run(PipelineStage.SWAP, 1, 11).forEach(view::apply);
        run(PipelineStage.SIGN_KERNEL, 2, 20).forEach(view::apply);
        run(PipelineStage.KMODS, 1.5, 15).forEach(view::apply);
        run(PipelineStage.SIGN_KMODS, 15.25, 16).forEach(view::apply);
        run(PipelineStage.SEAL, 20.25, 50).forEach(view::apply);
        run(PipelineStage.VERIFY, 50.5, 120).forEach(view::apply);
        run(PipelineStage.PROMOTE, 120, 121).forEach(view::apply);
        // When
        Timing timing = Timing.of(view).orElseThrow();
        // Then
        assertThat(timing.total()).isEqualTo(Duration.ofSeconds(121));
        assertThat(timing.overhead()).isEqualTo(Duration.ofMillis(1000 + 250 + 500));
        assertThat(timing.stages().keySet())
                .containsExactly("swap", "sign-kernel", "kmods", "sign-kmods", "seal", "verify", "promote");
        assertThat(timing.stages().get("seal"))
                .isEqualTo(new Timing.StageTime(Duration.ofMillis(250), Duration.ofMillis(29_750)));
        assertThat(timing.stages().get("sign-kernel").waited()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void shouldHaveNothingToSayBeforeThePromotion() {
        PipelineView view = new PipelineView();
        view.apply(TestRebuild.released());
        view.apply(TestRebuild.requested(1));
        assertThat(Timing.of(view)).isEmpty();
    }
}
