package io.kernelgraft.contract.event;

/** A record that is no event of this contract; the message says what was expected and is safe to put in a header. */
public final class UnreadableEvent extends RuntimeException {
    public enum Reason {
        UNKNOWN_TOPIC,
        ENVELOPE,
        NOT_JSON,
        SCHEMA
    }

    private final Reason reason;

    public UnreadableEvent(Reason reason, String message) {
        super(PlainText.line(message));
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
