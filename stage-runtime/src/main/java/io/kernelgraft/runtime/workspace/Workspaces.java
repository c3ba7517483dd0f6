package io.kernelgraft.runtime.workspace;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ProcessTree;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jboss.logging.Logger;

/** Opens a fresh directory for each attempt, and clears up after a predecessor that was killed. */
@ApplicationScoped
public class Workspaces {
    private static final Logger LOG = Logger.getLogger(Workspaces.class);

    private final Path directory;

    Workspaces(WorkspaceConfig config) {
        this.directory = config.directory().toAbsolutePath().normalize();
    }

    /** First of all: tools that outlived a killed predecessor must not work beside our own. */
    void killLeftovers(@Observes @Priority(10) StartupEvent event) {
        int killed = ProcessTree.killMarked(directory);
        if (killed > 0) {
            LOG.warnf("killed %d processes left by a predecessor", killed);
        }
    }

    /** After the container storage has let go of what it had mounted from here (priority 20). */
    void removeLeftovers(@Observes @Priority(30) StartupEvent event) {
        try {
            remove(directory);
        } catch (UncheckedIOException e) {
            // No attempt uses a directory twice, so the service can work beside what it can't remove.
            LOG.warnf("%s: %s", e.getMessage(), e.getCause().getMessage());
        }
    }

    public Workspace open(String rebuildId, String stage, int attempt) {
        Path root = directory.resolve(rebuildId).resolve(stage + "-" + attempt);
        try {
            remove(root);
            return new Workspace(root);
        } catch (IOException e) {
            throw new StageFailure(FailureKind.TRANSIENT, "WORKSPACE_UNWRITABLE", root + ": " + e.getMessage(), e);
        }
    }

    static void remove(Path tree) {
        if (!Files.exists(tree, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, IOException failure) throws IOException {
                    Files.delete(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("workspace " + tree + " can't be removed", e);
        }
    }
}
