package io.kernelgraft.runtime.tool;

/** Runs external programs for one attempt. */
public interface ToolRunner {
    /**
     * Waits for the end; a non-zero exit is a result, not an exception.
     *
     * @throws io.kernelgraft.runtime.stage.StageFailure TRANSIENT {@code TOOL_DEADLINE} when the deadline passed and the
     *     process tree was killed, and {@code DISK_FULL} when it failed and said that the disk is full (failure F72);
     *     INTERNAL {@code TOOL_MISSING} when there is no such program
     */
    ToolResult run(ToolCall call) throws InterruptedException;

    /** Starts a program that runs beside the attempt (QEMU, swtpm); closing kills its whole process tree. */
    RunningTool start(ToolCall call);

    interface RunningTool extends AutoCloseable {
        boolean alive();

        /** @return the result, or null if it still ran after that many milliseconds */
        ToolResult await(long millis) throws InterruptedException;

        @Override
        void close();
    }
}
