package io.kernelgraft.contract.attestation;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.event.SigningAudited;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.image.ImageReference;
import java.util.ArrayList;
import java.util.List;

/** What an event brings into a rebuild. */
public final class Outputs {
    private Outputs() {}

    /** All pinned; the attestation is kept beside the first. */
    public static List<ImageReference> of(RebuildEvent event) {
        return switch (event) {
            case RebuildRequested requested -> of(requested.rebuild());
            case ImageSwapped swapped -> List.of(swapped.image());
            case KmodsBuilt built -> List.of(built.artifact());
            case PayloadSigned signed -> List.of(signed.layer());
            case CandidateSealed sealed -> List.of(sealed.candidate());
            case CandidateVerified verified -> List.of(verified.candidate());
            case CandidatePromoted promoted -> List.of(promoted.promoted());
            case StageFailed _, SigningAudited _ ->
                throw new IllegalArgumentException(event.type().topic() + " has no output");
        };
    }

    private static List<ImageReference> of(Rebuild rebuild) {
        List<ImageReference> outputs = new ArrayList<>(List.of(rebuild.snapshot(), rebuild.base()));
        outputs.addAll(rebuild.userland());
        return List.copyOf(outputs);
    }
}
