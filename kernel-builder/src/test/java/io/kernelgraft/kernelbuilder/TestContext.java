package io.kernelgraft.kernelbuilder;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.evidence.AttemptEvidence;
import io.kernelgraft.runtime.evidence.Evidence;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.tool.ProcessToolRunner;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An attempt outside the stage runtime: real tools, progress kept to be looked at. */
final class TestContext implements StageContext {
    final RecordedProgress progress = new RecordedProgress();
    private final Rebuild rebuild;
    private final LineFile line;
    private final Path workspace;
    private final Path logs;
    private final List<RebuildEvent> inputs;
    private final AttemptEvidence evidence;

    TestContext(Rebuild rebuild, LineFile line, Path directory, RebuildEvent... inputs) throws IOException {
        this.rebuild = rebuild;
        this.line = line;
        this.workspace = Files.createDirectories(directory.resolve("workspace"));
        this.logs = Files.createDirectories(directory.resolve("logs"));
        this.inputs = List.of(inputs);
        this.evidence = new AttemptEvidence(logs);
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
        return 1;
    }

    @Override
    public Path workspace() {
        return workspace;
    }

    @Override
    public ToolRunner tools() {
        return new ProcessToolRunner(logs, evidence, progress);
    }

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public Evidence evidence() {
        return evidence;
    }

    /** An evidence file's text. */
    String evidence(String name) throws IOException {
        return Files.readString(logs.resolve(name));
    }

    @Override
    public <T extends RebuildEvent> T input(Class<T> type, String part) {
        return inputs.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(input -> input.part().equals(part))
                .findFirst()
                .orElseThrow();
    }
}
