package io.kernelgraft.runtime.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory of one attempt; closing removes it. */
public final class Workspace implements AutoCloseable {
    private final Path root;

    Workspace(Path root) throws IOException {
        this.root = Files.createDirectories(root);
        Files.createDirectories(work());
        Files.createDirectories(logs());
        Files.createDirectories(evidence());
    }

    /** For the stage. */
    public Path work() {
        return root.resolve("work");
    }

    /** For what tools print. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** For evidence made as text. */
    public Path evidence() {
        return root.resolve("evidence");
    }

    @Override
    public void close() {
        Workspaces.remove(root);
    }
}
