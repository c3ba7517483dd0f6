package io.kernelgraft.lab.service;

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

    /** For example {@code kernel-builder}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
