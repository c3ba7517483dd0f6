package io.kernelgraft.runtime.run;

/** Where a stage run stands; who moves it is said at each state. */
public enum RunState {
    /** Some inputs are still missing. The inbox moves it on with the last one. */
    COLLECTING,
    /** May be claimed, now or after a retry's pause. An executor moves it on. */
    READY,
    /** Claimed, under a lease. Its executor moves it on, or another one after the lease ran out. */
    RUNNING,
    /** Its event is in the outbox. Final. */
    SUCCEEDED,
    /** Waits for a person. */
    FAILED
}
