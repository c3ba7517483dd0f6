package io.kernelgraft.verifier.boot;

import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** Follows the guest's console, line by line, from another thread than the one that asks. */
final class Console {
    private static final Pattern ANSI = Pattern.compile("\u001b(\\[[0-?]*[ -/]*[@-~]|[@-Z\\\\-_])");
    // systemd up to 254 prints the description, later ones the unit's name and the description.
    private static final Pattern MULTI_USER =
            Pattern.compile("Reached target (multi-user\\.target - )?Multi-User System");

    /** @param reason code; @param line the console's own words */
    record Fatal(String reason, String line) {}

    private final LongSupplier clock;
    private Optional<Fatal> fatal = Optional.empty();
    private Optional<Long> multiUserMillis = Optional.empty();
    private String last = "nothing yet";

    /** @param clock milliseconds since the machine was switched on */
    Console(LongSupplier clock) {
        this.clock = clock;
    }

    synchronized void line(String raw) {
        String line = ANSI.matcher(raw).replaceAll("").strip();
        if (line.isEmpty()) {
            return;
        }
        last = line;
        if (multiUserMillis.isEmpty() && MULTI_USER.matcher(line).find()) {
            multiUserMillis = Optional.of(clock.getAsLong());
        }
        if (fatal.isEmpty()) {
            fatal = FatalPattern.in(line).map(pattern -> new Fatal(pattern.reason(), line));
        }
    }

    synchronized Optional<Fatal> fatal() {
        return fatal;
    }

    /** When multi-user was reached, milliseconds since the machine was switched on. */
    synchronized Optional<Long> multiUserMillis() {
        return multiUserMillis;
    }

    synchronized String lastLine() {
        return last;
    }
}
