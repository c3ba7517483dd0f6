package io.kernelgraft.runtime.run;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.evidence.Evidence;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.nio.file.Path;

/** The context of one claimed attempt. */
record AttemptContext(
        Claim claim, LineFile line, Path workspace, ToolRunner tools, Progress progress, Evidence evidence)
        implements StageContext {
    @Override
    public Rebuild rebuild() {
        return claim.rebuild();
    }

    @Override
    public int attempt() {
        return claim.attempt();
    }

    @Override
    public <T extends RebuildEvent> T input(Class<T> type, String part) {
        return claim.inputs().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(input -> input.part().equals(part))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "stage " + claim.stage() + " does not declare the input " + type.getSimpleName() + " " + part));
    }
}
