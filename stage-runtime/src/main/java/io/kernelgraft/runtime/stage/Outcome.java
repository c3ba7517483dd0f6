package io.kernelgraft.runtime.stage;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.RebuildEvent;

/** How an attempt ended, as a value. */
public sealed interface Outcome {
    /** @param next the event that tells the others; published in the transaction that ends the attempt */
    record Completed(RebuildEvent next) implements Outcome {}

    /**
     * @param kind decides whether the stage is retried by itself
     * @param reason stable code in capitals, {@code [A-Z][A-Z0-9_]*}
     * @param message for people; what was seen, what was expected
     */
    record Failed(FailureKind kind, String reason, String message) implements Outcome {}

    static Outcome completed(RebuildEvent next) {
        return new Completed(next);
    }

    static Outcome failed(FailureKind kind, String reason, String message) {
        return new Failed(kind, reason, message);
    }
}
