package io.kernelgraft.lab.service;

import io.kernelgraft.contract.pipeline.PipelineStage;
import java.util.Locale;

/** The services, in the order of their ports; a service's Maven module has its name. */
public enum LabService {
    CONSOLE,
    UPSTREAM_WATCHER,
    KERNEL_BUILDER,
    KMOD_BUILDER,
    SIGNER,
    VERIFIER,
    PROMOTER;

    /** The service that runs a stage. */
    public static LabService of(PipelineStage stage) {
        return switch (stage) {
            case SWAP, SEAL -> KERNEL_BUILDER;
            case KMODS -> KMOD_BUILDER;
            case SIGN_KERNEL, SIGN_KMODS -> SIGNER;
            case VERIFY -> VERIFIER;
            case PROMOTE -> PROMOTER;
        };
    }

    /** For example {@code kernel-builder}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
