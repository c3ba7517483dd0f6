package io.kernelgraft.runtime.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** The directory of one attempt; closing removes it. */
public final class Workspace implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Workspace.class);

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

    /** What can't be removed is left for the next start: the attempt is settled by now, and its result stands. */
    @Override
    public void close() {
        try {
            Workspaces.remove(root);
        } catch (UncheckedIOException e) {
            LOG.warnf("%s: %s", e.getMessage(), e.getCause().getMessage());
        }
    }
}
