package io.kernelgraft.contract.event;

/** An event that belongs to one rebuild and carries its identity, so that a consumer needs no earlier message. */
public sealed interface RebuildEvent extends EventData
        permits RebuildRequested,
                ImageSwapped,
                KmodsBuilt,
                PayloadSigned,
                CandidateSealed,
                CandidateVerified,
                CandidatePromoted,
                StageFailed,
                SigningAudited {
    Rebuild rebuild();

    @Override
    default String key() {
        return rebuild().id();
    }
}
