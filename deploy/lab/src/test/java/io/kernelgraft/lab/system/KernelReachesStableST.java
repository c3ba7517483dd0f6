package io.kernelgraft.lab.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.CheckResult;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.SigningAudited;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.event.StageProgress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KernelReachesStableST {
    @Test
    void shouldMoveStableToExactlyTheDigestThatBooted() throws Exception {
        try (LabUnderTest lab = LabUnderTest.fresh()) {
            // Given
            assertThat(lab.tagged("stable")).isEqualTo("nothing");
            // When
            long build = lab.publish("7.2");
            CandidatePromoted promoted = lab.await(CandidatePromoted.class);
            // Then
            CandidateVerified verified = lab.all(CandidateVerified.class).getFirst();
            String digest = verified.candidate().pinned().value();
            assertThat(promoted.promoted().pinned().value()).isEqualTo(digest);
            assertThat(promoted.previous()).isNull();
            assertThat(lab.tagged("stable")).isEqualTo(digest);
            assertThat(verified.checks())
                    .isNotEmpty()
                    .allMatch(check -> check.status() != CheckResult.Status.FAIL, "no check failed");
            assertThat(lab.all(KernelReleased.class))
                    .extracting(KernelReleased::build)
                    .containsExactly(build);
            assertThat(lab.all(KmodsBuilt.class).getFirst().kmods())
                    .extracting(KmodOutcome::name, KmodOutcome::status)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("vpoll", KmodOutcome.Status.BUILT),
                            org.assertj.core.groups.Tuple.tuple("v4l2loopback", KmodOutcome.Status.FAILED));
            assertThat(lab.all(PayloadSigned.class))
                    .filteredOn(signed -> signed.payload() == PayloadSigned.Payload.KERNEL)
                    .singleElement()
                    .satisfies(signed -> assertThat(signed.files()).isGreaterThan(900));
            assertThat(lab.all(StageFailed.class)).isEmpty();
            assertThat(lab.tagged(
                            "lab/artifacts", "evidence-" + promoted.rebuild().id() + "-verify-1"))
                    .startsWith("sha256:");
            assertThatSwapKmodsAndSigningOverlapped(lab);
            assertThatEachBatchIsAudited(lab);
            ConfinedSigner.of(lab).assertConfined();
        }
    }

    private static void assertThatEachBatchIsAudited(LabUnderTest lab) {
        assertThat(lab.all(SigningAudited.class))
                .extracting(SigningAudited::stage, SigningAudited::result, SigningAudited::layer)
                .containsExactlyInAnyOrderElementsOf(lab.all(PayloadSigned.class).stream()
                        .map(signed -> org.assertj.core.groups.Tuple.tuple(
                                "sign-" + signed.part(), SigningAudited.Result.SIGNED, signed.layer()))
                        .toList());
    }

    /** They start with the request, not one after the other. */
    private static void assertThatSwapKmodsAndSigningOverlapped(LabUnderTest lab) {
        var starts = lab.all(StageProgress.class).stream()
                .filter(progress -> progress.state() == StageProgress.State.STARTED)
                .filter(progress -> progress.stage().matches("swap|kmods|sign-kernel"))
                .map(StageProgress::at)
                .sorted()
                .toList();
        assertThat(starts).hasSize(3);
        assertThat(Duration.between(starts.getFirst(), starts.getLast())).isLessThan(Duration.ofSeconds(3));
    }
}
