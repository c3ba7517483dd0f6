package io.kernelgraft.contract.pipeline;

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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The stages in the order people read them, and whose results each one waits for. */
public enum PipelineStage {
    SWAP("kernel-builder"),
    SIGN_KERNEL("signer"),
    KMODS("kmod-builder"),
    SIGN_KMODS("signer", KMODS),
    SEAL("kernel-builder", SWAP, SIGN_KERNEL, SIGN_KMODS),
    VERIFY("verifier", SEAL),
    PROMOTE("promoter", VERIFY);

    private final String service;
    private final List<PipelineStage> needs;

    PipelineStage(String service, PipelineStage... needs) {
        this.service = service;
        this.needs = List.of(needs);
    }

    /** The one service that runs it, and whose word its result is. */
    public String service() {
        return service;
    }

    /** As events carry it, for example {@code sign-kernel}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Empty for those that start with the request. */
    public List<PipelineStage> needs() {
        return needs;
    }

    public static Optional<PipelineStage> of(String id) {
        return Arrays.stream(values()).filter(stage -> stage.id().equals(id)).findFirst();
    }

    /** Whose result an event is; empty for the request, for failures and for records of the audit. */
    public static Optional<PipelineStage> thatMade(RebuildEvent event) {
        return switch (event) {
            case RebuildRequested _, StageFailed _, SigningAudited _ -> Optional.empty();
            case ImageSwapped _ -> Optional.of(SWAP);
            case KmodsBuilt _ -> Optional.of(KMODS);
            case PayloadSigned signed ->
                Optional.of(signed.payload() == PayloadSigned.Payload.KERNEL ? SIGN_KERNEL : SIGN_KMODS);
            case CandidateSealed _ -> Optional.of(SEAL);
            case CandidateVerified _ -> Optional.of(VERIFY);
            case CandidatePromoted _ -> Optional.of(PROMOTE);
        };
    }
}
