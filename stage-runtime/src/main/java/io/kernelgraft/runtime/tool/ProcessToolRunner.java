package io.kernelgraft.runtime.tool;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.disk.DiskFull;
import io.kernelgraft.runtime.evidence.Evidence;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.stage.StageFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Runs tools of one attempt: each has its own log, which is kept as evidence, its lines are progress, and nothing of it
 * lives longer than its deadline or the attempt.
 */
public final class ProcessToolRunner implements ToolRunner, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ProcessToolRunner.class);

    /** What buildah says when it is done: the id of a container or an image, which tells nobody anything. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}|kernelgraft-[0-9a-f-]{36}");

    private final Path logs;
    private final Evidence evidence;
    private final Progress progress;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicReference<String> diskFull = new AtomicReference<>();
    private final List<ToolProcess> started = new CopyOnWriteArrayList<>();

    /** @param logs an existing directory for the tools' logs */
    public ProcessToolRunner(Path logs, Evidence evidence, Progress progress) {
        this.logs = logs;
        this.evidence = evidence;
        this.progress = progress;
    }

    @Override
    public ToolResult run(ToolCall call) throws InterruptedException {
        try (ToolProcess process = open(call)) {
            ToolResult result = process.await(call.deadline().toMillis());
            if (result == null) {
                List<String> tail = process.tail();
                throw new StageFailure(
                        FailureKind.TRANSIENT,
                        "TOOL_DEADLINE",
                        "%s was killed after its deadline of %d s; its last words: %s"
                                .formatted(
                                        call.name(),
                                        call.deadline().toSeconds(),
                                        tail.isEmpty() ? "none" : tail.getLast()));
            }
            noticeDisk(call, process, result);
            LOG.debugf(
                    "%s exited %d after %d ms",
                    call.name(), result.exitCode(), result.took().toMillis());
            return result;
        }
    }

    /** Here and not where a stage looks at a result: no stage need know what its tools say when there is no room. */
    private void noticeDisk(ToolCall call, ToolProcess process, ToolResult result) {
        process.diskFull().map(line -> call.name() + ": " + line).ifPresent(line -> {
            diskFull.compareAndSet(null, line);
            if (!result.ok()) {
                throw new StageFailure(
                        FailureKind.TRANSIENT,
                        DiskFull.REASON,
                        line,
                        process.logFailure().orElse(null));
            }
        });
        process.logFailure().ifPresent(e -> LOG.warnf("the log of %s is not complete: %s", call.name(), e));
    }

    /**
     * The first line with which a tool said that the disk is full, whatever it and the stage made of it: a tool that exits 0
     * then, or a stage that goes on without that tool's work, has no result to rely on. A started tool is not asked: a guest's
     * console speaks of the guest's disk.
     */
    public Optional<String> diskFull() {
        return Optional.ofNullable(diskFull.get());
    }

    @Override
    public RunningTool start(ToolCall call) {
        ToolProcess process = open(call);
        started.add(process);
        return process;
    }

    private ToolProcess open(ToolCall call) {
        String file = "%02d-%s.log".formatted(calls.incrementAndGet(), call.name());
        Path log = logs.resolve(file);
        evidence.add(file, "text/plain; charset=utf-8", log);
        Consumer<String> toProgress = line -> {
            if (!ID.matcher(line).matches()) {
                progress.report(call.name() + ": " + line);
            }
        };
        // What the stage makes of a line (a count) comes first; the plain line is for lines it says nothing about.
        return new ToolProcess(call, log, call.onLine().andThen(toProgress));
    }

    /** Kills what the attempt started and did not stop. */
    @Override
    public void close() {
        started.forEach(ToolProcess::close);
    }
}
