package io.kernelgraft.verifier.disk;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Runs the tools of the preparation, all within one deadline that is not the boot's (failure F69). */
public final class PreparationTools {
    private final ToolRunner tools;
    private final Duration limit;
    private final long startedAt = System.nanoTime();

    /** The clock runs from here. */
    public PreparationTools(ToolRunner tools, Duration limit) {
        this.tools = tools;
        this.limit = limit;
    }

    ToolResult run(String name, String... argv) throws InterruptedException {
        return run(name, call -> call, argv);
    }

    ToolResult runReading(Path stdin, String name, String... argv) throws InterruptedException {
        return run(name, call -> call.reading(stdin), argv);
    }

    ToolResult runWith(String variable, String value, String name, String... argv) throws InterruptedException {
        return run(name, call -> call.with(variable, value), argv);
    }

    private ToolResult run(String name, UnaryOperator<ToolCall> more, String... argv) throws InterruptedException {
        Duration left = limit.minusNanos(System.nanoTime() - startedAt);
        if (!left.isPositive()) {
            throw new StageFailure(
                    FailureKind.TRANSIENT,
                    "PREPARATION_DEADLINE",
                    "preparing the disk took longer than " + limit.toSeconds() + " s; next would have been " + name);
        }
        return tools.run(more.apply(ToolCall.of(name, left, argv))).orFail(FailureKind.TRANSIENT, "DISK_FAILED");
    }
}
