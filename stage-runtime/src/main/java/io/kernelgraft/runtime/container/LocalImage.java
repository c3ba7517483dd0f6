package io.kernelgraft.runtime.container;

import io.kernelgraft.runtime.tool.ToolRunner;

/** What a working container was like when this was made, for more containers to begin there. Never pushed; closing removes it. */
public final class LocalImage implements AutoCloseable {
    private final Buildah buildah;
    private final ToolRunner tools;
    private final String id;

    LocalImage(Buildah buildah, ToolRunner tools, String id) {
        this.buildah = buildah;
        this.tools = tools;
        this.id = id;
    }

    /** @throws io.kernelgraft.runtime.stage.StageFailure TRANSIENT {@code IMAGE_PULL_FAILED} */
    public WorkingContainer open() throws InterruptedException {
        return buildah.fromLocal(tools, id);
    }

    /** Also when the attempt was interrupted. What a killed service leaves goes with the other images that were made here. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            buildah.kept().remove(tools, id);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
