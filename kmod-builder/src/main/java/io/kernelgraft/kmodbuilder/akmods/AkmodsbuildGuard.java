package io.kernelgraft.kmodbuilder.akmods;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The guard in the script {@code akmodsbuild} that refuses to work where {@code /var} is writable, as it is in every
 * container build (handbook 3.3, failure H14).
 */
public final class AkmodsbuildGuard {
    private static final String OPENS = "if [[ -w /var ]] ; then";
    private static final String CLOSES = "fi";

    private AkmodsbuildGuard() {}

    /**
     * @return the script without the guard's block, or empty if it has none (older ones test {@code /} instead)
     * @throws IllegalArgumentException if the block never closes
     */
    public static Optional<String> removedFrom(String script) {
        List<String> kept = new ArrayList<>();
        boolean inside = false;
        boolean removed = false;
        for (String line : script.split("\n", -1)) {
            if (line.strip().equals(OPENS)) {
                inside = true;
                removed = true;
            }
            if (!inside) {
                kept.add(line);
            }
            if (inside && line.strip().equals(CLOSES)) {
                inside = false;
            }
        }
        if (inside) {
            throw new IllegalArgumentException("akmodsbuild: no 'fi' closes '" + OPENS + "'");
        }
        return removed ? Optional.of(String.join("\n", kept)) : Optional.empty();
    }
}
