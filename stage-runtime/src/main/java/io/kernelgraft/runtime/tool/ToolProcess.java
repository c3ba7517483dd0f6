package io.kernelgraft.runtime.tool;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program under way. */
final class ToolProcess implements ToolRunner.RunningTool {
    /** How long output may keep coming from children after the program itself has ended. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final ToolCall call;
    private final Path log;
    private final long startedAt = System.nanoTime();
    private final Process process;
    private final ToolOutput output;
    private final List<Thread> pumps;

    ToolProcess(ToolCall call, Path log, Consumer<String> onLine) {
        this.call = call;
        this.log = log;
        ProcessBuilder builder = new ProcessBuilder(call.argv());
        call.directory().ifPresent(directory -> builder.directory(directory.toFile()));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(call.environment());
        builder.environment().put(ProcessTree.MARKER, log.toString());
        builder.redirectInput(call.stdin()
                .map(file -> ProcessBuilder.Redirect.from(file.toFile()))
                .orElse(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())));
        try {
            this.output = new ToolOutput(log, onLine);
            this.process = builder.start();
        } catch (IOException e) {
            throw new StageFailure(
                    FailureKind.INTERNAL,
                    "TOOL_MISSING",
                    call.name() + ": " + call.argv().getFirst() + " can't be started: " + e.getMessage(),
                    e);
        }
        List<Thread> started = new ArrayList<>();
        started.add(pump(process.getInputStream(), call.output().isEmpty()));
        started.add(pump(process.getErrorStream(), false));
        call.output().ifPresent(files -> {
            started.add(pump(followed(files.stdout()), true));
            started.add(pump(followed(files.stderr()), false));
        });
        this.pumps = List.copyOf(started);
    }

    private Thread pump(InputStream stream, boolean isStdout) {
        return Thread.ofVirtual().start(() -> output.pump(stream, isStdout));
    }

    private InputStream followed(Path file) {
        try {
            return FollowedFile.of(file, process);
        } catch (IOException e) {
            throw new UncheckedIOException("the output of " + call.name() + " can't be read", e);
        }
    }

    @Override
    public boolean alive() {
        return process.isAlive();
    }

    @Override
    public ToolResult await(long millis) throws InterruptedException {
        if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            return null;
        }
        for (Thread pump : pumps) {
            pump.join(DRAIN);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
        return new ToolResult(call, process.exitValue(), output.tail(), output.stdout(), log, took);
    }

    List<String> tail() {
        return output.tail();
    }

    /** The line in which the tool, or the writing of its log, said so. */
    Optional<String> diskFull() {
        return output.diskFull();
    }

    Optional<IOException> logFailure() {
        return output.logFailure();
    }

    @Override
    public void close() {
        ProcessTree.kill(process.toHandle());
        ProcessTree.killMarked(log);
        awaitLastWords();
        try {
            output.close();
        } catch (IOException e) {
            // The log is complete but for its last buffer, and the tool's result stands.
        }
    }

    /** Nobody holds the streams any more, so they end by themselves; closing the log under them would lose lines. */
    private void awaitLastWords() {
        boolean interrupted = Thread.interrupted();
        try {
            for (Thread pump : pumps) {
                pump.join(DRAIN);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
