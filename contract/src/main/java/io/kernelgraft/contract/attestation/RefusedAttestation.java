package io.kernelgraft.contract.attestation;

/** An attestation that says nothing for an event, and why. */
public final class RefusedAttestation extends RuntimeException {
    /** Stable; a failure carries {@code ATTESTATION_} and this. */
    public enum Reason {
        /** There is none. */
        MISSING,
        /** It is not well-formed, its signature does not fit, or it says something else. */
        WRONG,
        /** Whoever signed it, it is none of the keys that are trusted for this service. */
        KEY_UNKNOWN
    }

    private final Reason reason;

    public RefusedAttestation(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static RefusedAttestation wrong(String message) {
        return new RefusedAttestation(Reason.WRONG, message);
    }

    public Reason reason() {
        return reason;
    }
}
