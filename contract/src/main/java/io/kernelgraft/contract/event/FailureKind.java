package io.kernelgraft.contract.event;

/** Decides what happens to a failed stage: only TRANSIENT is retried by itself, the others wait for a person. */
public enum FailureKind {
    /** Network, 5xx, a registry's 429, a full disk: the same thing may work in a while. */
    TRANSIENT,
    /** The release itself is bad: checksum, missing devel, a required kmod that does not compile. */
    UPSTREAM,
    /** An invariant or the boot check said no. */
    REJECTED,
    /** Signature, key, allow-list. */
    POLICY,
    /** Our own mistake. */
    INTERNAL
}
