package io.kernelgraft.console.status;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.event.SigningAudited;
import io.kernelgraft.contract.event.StageFailed;
import java.util.List;

/** What a stage's result names in the registry. */
final class StageOutputs {
    private StageOutputs() {}

    static List<Artifact> of(RebuildEvent result) {
        return switch (result) {
            case ImageSwapped swapped -> List.of(new Artifact("swapped image", swapped.image()));
            case KmodsBuilt built -> List.of(new Artifact("kmod RPMs", built.artifact()));
            case PayloadSigned signed ->
                signed.kmodArtifact() == null
                        ? List.of(new Artifact("signed kernel", signed.layer()))
                        : List.of(
                                new Artifact("signed kmods", signed.layer()),
                                new Artifact("kmod RPMs", signed.kmodArtifact()));
            case CandidateSealed sealed -> List.of(new Artifact("candidate", sealed.candidate()));
            case CandidateVerified verified -> List.of(new Artifact("verified candidate", verified.candidate()));
            case CandidatePromoted promoted -> List.of(new Artifact("promoted image", promoted.promoted()));
            case RebuildRequested _, StageFailed _, SigningAudited _ -> List.of();
        };
    }
}
