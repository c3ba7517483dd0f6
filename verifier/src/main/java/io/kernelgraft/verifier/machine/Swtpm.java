package io.kernelgraft.verifier.machine;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A TPM 2.0 of one machine's own, empty at first. */
final class Swtpm implements AutoCloseable {
    /** Relative to the machine's directory: a Unix socket's path has at most 107 bytes. */
    static final String SOCKET = "tpm.sock";

    private static final Duration START = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private final ToolRunner.RunningTool process;

    private Swtpm(ToolRunner.RunningTool process) {
        this.process = process;
    }

    /** Returns when QEMU can connect. */
    static Swtpm start(String program, Path directory, Duration lifetime, ToolRunner tools)
            throws InterruptedException {
        Path state = directory.resolve("tpm").toAbsolutePath();
        try {
            Files.createDirectory(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ToolCall call = ToolCall.of(
                        "swtpm",
                        lifetime,
                        program,
                        "socket",
                        "--tpm2",
                        "--tpmstate",
                        "dir=" + state,
                        "--ctrl",
                        "type=unixio,path=" + SOCKET,
                        "--terminate")
                .in(directory);
        Swtpm tpm = new Swtpm(tools.start(call));
        try {
            tpm.awaitSocket(directory.resolve(SOCKET));
        } catch (InterruptedException | StageFailure e) {
            tpm.close();
            throw e;
        }
        return tpm;
    }

    private void awaitSocket(Path socket) throws InterruptedException {
        long until = System.nanoTime() + START.toNanos();
        while (!Files.exists(socket)) {
            ToolResult ended = process.await(POLL.toMillis());
            if (ended != null || System.nanoTime() > until) {
                throw new StageFailure(
                        FailureKind.TRANSIENT,
                        "TPM_FAILED",
                        ended == null
                                ? "swtpm made no socket within " + START.toSeconds() + " s"
                                : "swtpm exited " + ended.exitCode() + ": " + String.join(" | ", ended.lastLines(3)));
            }
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
