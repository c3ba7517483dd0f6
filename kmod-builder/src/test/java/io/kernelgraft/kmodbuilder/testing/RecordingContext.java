package io.kernelgraft.kmodbuilder.testing;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.evidence.Evidence;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.tool.ProcessToolRunner;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** One attempt with real tools; keeps what people would see. */
public final class RecordingContext implements StageContext, Progress, Evidence, AutoCloseable {
    private final Rebuild rebuild;
    private final LineFile line;
    private final Path workspace;
    private final int attempt;
    private final ProcessToolRunner tools;
    private final List<String> reported = new CopyOnWriteArrayList<>();
    private final Map<String, Instant> firstReported = new ConcurrentHashMap<>();
    private final Map<String, Path> kept = new ConcurrentHashMap<>();

    public RecordingContext(Rebuild rebuild, LineFile line, Path directory) {
        this(rebuild, line, directory, 1);
    }

    public RecordingContext(Rebuild rebuild, LineFile line, Path directory, int attempt) {
        this.attempt = attempt;
        this.rebuild = rebuild;
        this.line = line;
        try {
            this.workspace = Files.createDirectories(directory.resolve("work"));
            this.tools = new ProcessToolRunner(Files.createDirectories(directory.resolve("logs")), this, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> reported() {
        return reported;
    }

    /** Evidence by name; the logs of the tools that ran are among it. */
    public Map<String, Path> kept() {
        return kept;
    }

    @Override
    public Rebuild rebuild() {
        return rebuild;
    }

    @Override
    public LineFile line() {
        return line;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Path workspace() {
        return workspace;
    }

    @Override
    public ToolRunner tools() {
        return tools;
    }

    @Override
    public Progress progress() {
        return this;
    }

    @Override
    public Evidence evidence() {
        return this;
    }

    @Override
    public <T extends RebuildEvent> T input(Class<T> type, String part) {
        return type.cast(new RebuildRequested(rebuild, "a test"));
    }

    /** When this was reported first. */
    public Instant at(String report) {
        return Optional.ofNullable(firstReported.get(report))
                .orElseThrow(() -> new IllegalStateException("'" + report + "' was never reported"));
    }

    @Override
    public void report(String text) {
        firstReported.putIfAbsent(text, Instant.now());
        reported.add(text);
    }

    @Override
    public void report(String text, long done, long total) {
        report(text + " " + done + "/" + total);
    }

    @Override
    public void add(String name, String mediaType, Path file) {
        kept.put(name, file);
    }

    @Override
    public void addText(String name, String text) {
        throw new UnsupportedOperationException("no stage here adds text");
    }

    @Override
    public void close() {
        tools.close();
    }
}
