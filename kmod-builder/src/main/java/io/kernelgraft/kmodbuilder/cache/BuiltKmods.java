package io.kernelgraft.kmodbuilder.cache;

import java.util.Optional;

/** What this service remembers to have built. Only what was built: a kmod that failed is tried again. */
public interface BuiltKmods {
    Optional<BuiltKmod> find(KmodKey key);

    /** Instead of what there was under that key. */
    void keep(KmodKey key, String kmod, BuiltKmod built);

    /** The registry no longer has it. */
    void forget(KmodKey key);
}
