package io.kernelgraft.kmodbuilder.cache;

import java.time.Duration;
import java.util.Optional;

/** What this service remembers to have built, and what did not compile. */
public interface BuiltKmods {
    Optional<BuiltKmod> find(KmodKey key);

    /**
     * Why it did not compile, for people.
     *
     * @param kept what is older than that is not remembered
     */
    Optional<String> findFailure(KmodKey key, Duration kept);

    /** Of the compiler's or the linker's making only: what the machine did may be otherwise the next time. */
    void keepFailure(KmodKey key, String kmod, String reason);

    /** Instead of what there was under that key, a failure included. */
    void keep(KmodKey key, String kmod, BuiltKmod built);

    /** The registry no longer has it. */
    void forget(KmodKey key);
}
