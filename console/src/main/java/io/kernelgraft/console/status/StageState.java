package io.kernelgraft.console.status;

/** Where one stage of one rebuild stands. */
public enum StageState {
    /** A result that it needs is not there yet. */
    WAITING,
    /** It could start. */
    QUEUED,
    RUNNING,
    /** Failed, and starts again by itself. */
    RETRYING,
    SUCCEEDED,
    /** Failed, and waits for a person. */
    FAILED
}
