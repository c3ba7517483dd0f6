package io.kernelgraft.runtime.tool;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * @param tail the last lines of the output, at most 50
 * @param stdout the whole standard output, at most 1 MiB
 * @param log everything that was printed; kept as evidence
 */
public record ToolResult(ToolCall call, int exitCode, List<String> tail, String stdout, Path log, Duration took) {
    public boolean ok() {
        return exitCode == 0;
    }

    /** @throws StageFailure with the tool's own last words, unless it exited 0 */
    public ToolResult orFail(FailureKind kind, String reason) {
        if (!ok()) {
            throw new StageFailure(
                    kind, reason, call.name() + " exited " + exitCode + ": " + String.join(" | ", lastLines(5)));
        }
        return this;
    }

    public List<String> lastLines(int count) {
        return tail.subList(Math.max(0, tail.size() - count), tail.size());
    }
}
