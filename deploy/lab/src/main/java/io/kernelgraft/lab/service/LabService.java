package io.kernelgraft.lab.service;

import io.kernelgraft.contract.pipeline.PipelineStage;
import java.util.Arrays;
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
        return Arrays.stream(values())
                .filter(service -> service.id().equals(stage.service()))
                .findFirst()
                .orElseThrow();
    }

    /** For example {@code kernel-builder}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
