package io.kernelgraft.contract.event;

/** Starts swap, the kernel's signing and the kmods at the same time. {@code reason} is a sentence for people. */
public record RebuildRequested(Rebuild rebuild, String reason) implements RebuildEvent {
    public RebuildRequested {
        reason = PlainText.line(reason);
    }
}
