package io.kernelgraft.contract.pipeline;

import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.RebuildRequested;

/**
 * Who may say an event. It is fixed here and not in a message or a configuration: the same event from another service
 * counts for nothing, however well it is signed.
 *
 * @param service for example {@code kmod-builder}
 * @param stage for example {@code kmods}
 */
public record Author(String service, String stage) {
    private static final Author OF_REQUESTS = new Author("upstream-watcher", "watch");

    /** @throws IllegalArgumentException for an event that is nobody's result, such as a failure */
    public static Author of(RebuildEvent event) {
        if (event instanceof RebuildRequested) {
            return OF_REQUESTS;
        }
        return PipelineStage.thatMade(event)
                .map(stage -> new Author(stage.service(), stage.id()))
                .orElseThrow(() -> new IllegalArgumentException(event.type().topic() + " is no stage's result"));
    }
}
