package io.kernelgraft.lab.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.lab.fault.LabFault;
import io.kernelgraft.lab.service.LabService;
import io.kernelgraft.lab.supervisor.RunningLab;
import io.kernelgraft.lab.testing.Ending;
import io.kernelgraft.lab.testing.Reproduces;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class RejectedCandidateST {
    /** The tag points at something before the bad rebuild, and must still do so after it. */
    @Test
    @Reproduces(
            rows = "H4",
            faults = LabFault.BASE_NO_OSTREE_DRACUT,
            stage = "verify",
            kind = FailureKind.REJECTED,
            reason = "INITRAMFS_LACKS_OSTREE")
    void shouldRejectAnInitramfsWithoutOstreeAndLeaveStableWhereItWas(TestInfo test) throws Exception {
        RunningLab.Options broken = new RunningLab.Options(true, "no-ostree-dracut", List.of(LabService.values()));
        try (LabUnderTest lab = LabUnderTest.start(broken)) {
            // Given
            String before = lab.tagged("lab/base", "stable");
            new ImageCopy(lab.lab().registryAccounts()).copy("lab/base:stable", "lab/margine:stable");
            assertThat(lab.tagged("stable")).isEqualTo(before);
            // When
            lab.publish("7.2");
            StageFailed failed = lab.await(StageFailed.class);
            // Then
            assertThat(new Ending(failed.stage(), failed.kind(), failed.reason()))
                    .isEqualTo(Ending.of(test.getTestMethod()));
            assertThat(failed.message()).contains("ostree");
            assertThat(failed.retryAt()).isNull();
            assertThat(lab.all(CandidatePromoted.class)).isEmpty();
            assertThat(lab.tagged("stable")).isEqualTo(before);
        }
    }
}
