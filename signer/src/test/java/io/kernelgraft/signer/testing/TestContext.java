package io.kernelgraft.signer.testing;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.evidence.Evidence;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An attempt that remembers what it was told. */
public record TestContext(
        Rebuild rebuild,
        LineFile line,
        Path workspace,
        RebuildEvent inputEvent,
        List<String> reported,
        Map<String, String> texts)
        implements StageContext {

    public TestContext(Rebuild rebuild, LineFile line, Path workspace, RebuildEvent input) {
        this(rebuild, line, workspace, input, new CopyOnWriteArrayList<>(), new ConcurrentHashMap<>());
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public ToolRunner tools() {
        throw new AssertionError("the signer runs no external program");
    }

    @Override
    public Progress progress() {
        return new Progress() {
            @Override
            public void report(String text) {
                reported.add(text);
            }

            @Override
            public void report(String text, long done, long total) {
                reported.add(text);
            }
        };
    }

    @Override
    public Evidence evidence() {
        return new Evidence() {
            @Override
            public void add(String name, String mediaType, Path file) {
                texts.put(name, file.toString());
            }

            @Override
            public void addText(String name, String text) {
                texts.put(name, text);
            }
        };
    }

    @Override
    public <T extends RebuildEvent> T input(Class<T> type, String part) {
        return type.cast(inputEvent);
    }
}
