package io.kernelgraft.console.status;

/** Where a rebuild stands. */
public enum RebuildState {
    RUNNING,
    /** A stage failed and does not start again by itself. */
    WAITS_FOR_PERSON,
    PROMOTED
}
