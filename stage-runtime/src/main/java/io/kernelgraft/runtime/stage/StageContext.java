package io.kernelgraft.runtime.stage;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.evidence.Evidence;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.nio.file.Path;

/** What one attempt gets to work with. */
public interface StageContext {
    Rebuild rebuild();

    /** This service's own copy of the line file, already compared with the hash that the rebuild carries. */
    LineFile line();

    /** Counts from 1. */
    int attempt();

    /** An empty directory for this attempt alone; removed afterwards. */
    Path workspace();

    ToolRunner tools();

    Progress progress();

    Evidence evidence();

    /** The input of this type; for types with parts use {@link #input(Class, String)}. */
    default <T extends RebuildEvent> T input(Class<T> type) {
        return input(type, "");
    }

    <T extends RebuildEvent> T input(Class<T> type, String part);
}
