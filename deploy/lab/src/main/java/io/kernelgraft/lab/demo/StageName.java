package io.kernelgraft.lab.demo;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.PayloadSigned;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The stages in the order people read them, and which results each one waits for. */
enum StageName {
    SWAP("kernel-builder"),
    SIGN_KERNEL("signer"),
    KMODS("kmod-builder"),
    SIGN_KMODS("signer", KMODS),
    SEAL("kernel-builder", SWAP, SIGN_KERNEL, SIGN_KMODS),
    VERIFY("verifier", SEAL),
    PROMOTE("promoter", VERIFY);

    private final String service;
    private final Set<StageName> needs;

    StageName(String service, StageName... needs) {
        this.service = service;
        this.needs = Set.of(needs);
    }

    /** As in events, for example {@code sign-kernel}. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String service() {
        return service;
    }

    /** Empty for those that start with the request. */
    Set<StageName> needs() {
        return needs;
    }

    static Optional<StageName> of(String id) {
        for (StageName stage : values()) {
            if (stage.id().equals(id)) {
                return Optional.of(stage);
            }
        }
        return Optional.empty();
    }

    /** Whose result an event is. */
    static Optional<StageName> thatMade(EventData event) {
        return Optional.ofNullable(
                switch (event) {
                    case ImageSwapped swapped -> SWAP;
                    case KmodsBuilt built -> KMODS;
                    case PayloadSigned signed ->
                        signed.payload() == PayloadSigned.Payload.KERNEL ? SIGN_KERNEL : SIGN_KMODS;
                    case CandidateSealed sealed -> SEAL;
                    case CandidateVerified verified -> VERIFY;
                    case CandidatePromoted promoted -> PROMOTE;
                    default -> null;
                });
    }
}
