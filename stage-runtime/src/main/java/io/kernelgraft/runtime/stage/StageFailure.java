package io.kernelgraft.runtime.stage;

import io.kernelgraft.contract.event.FailureKind;

/** A failure with its kind and reason code, from an adapter deep below a stage. */
public final class StageFailure extends RuntimeException {
    private final FailureKind kind;
    private final String reason;

    public StageFailure(FailureKind kind, String reason, String message) {
        this(kind, reason, message, null);
    }

    public StageFailure(FailureKind kind, String reason, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.reason = reason;
    }

    public FailureKind kind() {
        return kind;
    }

    public String reason() {
        return reason;
    }

    public Outcome.Failed outcome() {
        return new Outcome.Failed(kind, reason, getMessage());
    }
}
