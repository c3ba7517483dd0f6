package io.kernelgraft.runtime.stage;

import java.util.Set;

/**
 * One step of a rebuild; all that a service has to write. It is called in a fresh workspace, for one attempt, on a
 * thread of its own, while a lease is kept alive; it may be called again for the same inputs after a crash and must then
 * give the same result (outputs are content-addressed, so doing it twice is harmless).
 */
public interface Stage {
    /** Stable, lower case, for example {@code swap}; shown to people and stored. */
    String name();

    /** The events of one rebuild that must all be there before the stage starts. */
    Set<StageInput> inputs();

    /** @throws StageFailure as another way to return {@link Outcome.Failed}, from deep below */
    Outcome run(StageContext context) throws InterruptedException;
}
