package io.kernelgraft.signer.confinement;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Confines the signer before any stage runs; where that can't be had there is no signer. */
@ApplicationScoped
class ConfinedStart {
    private static final Logger LOG = Logger.getLogger(ConfinedStart.class);
    private static final int FIRST_OF_ALL = 1;

    private final ConfinementConfig config;

    ConfinedStart(ConfinementConfig config) {
        this.config = config;
    }

    /** @throws IllegalStateException which ends the start */
    void start(@Observes @Priority(FIRST_OF_ALL) StartupEvent event) {
        if (!config.required()) {
            LOG.warn("NOT CONFINED: kernelgraft.signer.confinement.required is false; this process can start others");
            return;
        }
        try {
            LOG.infof("confined: %s", Confinement.enforce());
        } catch (ConfinementFailed e) {
            throw new IllegalStateException("the signer can't be confined and does not start: " + e.getMessage(), e);
        }
    }
}
