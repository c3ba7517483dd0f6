package io.kernelgraft.lab.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.StageProgress;
import io.kernelgraft.lab.service.LabService;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KilledBuilderST {
    /** Long enough for a second promotion to be on its way if there were one. */
    private static final Duration QUIET = Duration.ofSeconds(20);

    @Test
    void shouldPromoteExactlyOnceWhenKernelBuilderIsKilledInTheMiddleOfDracut() throws Exception {
        try (LabUnderTest lab = LabUnderTest.fresh()) {
            // Given
            lab.publish("7.2");
            lab.await(
                    StageProgress.class,
                    progress -> progress.stage().equals("seal")
                            && progress.state() == StageProgress.State.RUNNING
                            && progress.text().contains("dracut"),
                    LabUnderTest.PIPELINE);
            // When
            lab.kill(LabService.KERNEL_BUILDER);
            lab.lab().startService(LabService.KERNEL_BUILDER);
            // Then
            CandidatePromoted promoted = lab.await(CandidatePromoted.class);
            Thread.sleep(QUIET);
            assertThat(lab.all(CandidatePromoted.class)).containsExactly(promoted);
            assertThat(lab.all(CandidateSealed.class)).hasSize(1);
            assertThat(lab.all(StageProgress.class))
                    .filteredOn(progress ->
                            progress.stage().equals("seal") && progress.state() == StageProgress.State.STARTED)
                    .extracting(StageProgress::attempt)
                    .containsExactly(1, 2);
            assertThat(lab.tagged("stable"))
                    .isEqualTo(promoted.promoted().pinned().value());
        }
    }
}
