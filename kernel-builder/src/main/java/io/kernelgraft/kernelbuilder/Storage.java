package io.kernelgraft.kernelbuilder;

import io.kernelgraft.runtime.container.Buildah;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Clears what a killed predecessor left in the container storage, before anything is claimed. */
@ApplicationScoped
class Storage {
    void prepare(@Observes @Priority(20) StartupEvent event, Buildah buildah) {
        buildah.prepare();
    }
}
