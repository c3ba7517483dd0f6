package io.kernelgraft.runtime.run;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A run that this process now works on, as plain values: the row may change under another owner. */
record Claim(
        UUID runId,
        String stage,
        int attempt,
        String owner,
        Instant startedAt,
        String traceparent,
        List<RebuildEvent> inputs) {
    Rebuild rebuild() {
        return inputs.getFirst().rebuild();
    }
}
