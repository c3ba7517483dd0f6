package io.kernelgraft.verifier.testing;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
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
import java.util.LinkedHashMap;
import java.util.Map;

/** An attempt without the stage runtime around it; what it leaves is under {@code directory}. */
public final class OneAttempt implements StageContext, AutoCloseable {
    private final RebuildEvent input;
    private final LineFile line;
    private final Path workspace;
    private final Progress progress;
    private final Map<String, Path> evidence = new LinkedHashMap<>();
    private final ProcessToolRunner tools;

    public OneAttempt(RebuildEvent input, LineFile line, Path directory, Progress progress) throws IOException {
        this.input = input;
        this.line = line;
        this.workspace = Files.createDirectories(directory.resolve("work"));
        this.progress = progress;
        this.tools = new ProcessToolRunner(Files.createDirectories(directory.resolve("logs")), evidence(), progress);
    }

    /** Evidence by name. */
    public Map<String, Path> left() {
        return evidence;
    }

    @Override
    public Rebuild rebuild() {
        return input.rebuild();
    }

    @Override
    public LineFile line() {
        return line;
    }

    @Override
    public int attempt() {
        return 1;
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
        return progress;
    }

    @Override
    public Evidence evidence() {
        return new Evidence() {
            @Override
            public void add(String name, String mediaType, Path file) {
                evidence.put(name, file);
            }

            @Override
            public void addText(String name, String text) {
                try {
                    evidence.put(name, Files.writeString(workspace.resolveSibling(name), text));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    @Override
    public <T extends RebuildEvent> T input(Class<T> type, String part) {
        return type.cast(input);
    }

    @Override
    public void close() {
        tools.close();
    }
}
