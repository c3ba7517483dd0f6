package io.kernelgraft.verifier.boot;

import java.util.List;
import java.util.Optional;

/**
 * Console lines after which a boot never ends well.
 *
 * @param text what the line contains
 * @param reason the reason code it means
 */
record FatalPattern(String text, String reason) {
    static final String PANIC = "BOOT_PANIC";
    static final String REFUSED = "BOOT_NOT_TRUSTED";
    static final String STUCK = "BOOT_STUCK";

    private static final List<FatalPattern> ALL = List.of(
            new FatalPattern("Kernel panic - not syncing", PANIC),
            new FatalPattern("Oops:", PANIC),
            new FatalPattern("invoked oom-killer", PANIC),
            new FatalPattern("bad shim signature", REFUSED),
            new FatalPattern("Security Violation", REFUSED),
            new FatalPattern("Loading of module with unavailable key is rejected", REFUSED),
            new FatalPattern("dracut: Refusing to continue", STUCK),
            new FatalPattern("You are in emergency mode", STUCK),
            new FatalPattern("Press Enter for emergency shell", STUCK),
            new FatalPattern("Ordering cycle found", STUCK),
            new FatalPattern("Failed to switch root", STUCK),
            new FatalPattern("grub rescue>", STUCK));

    static Optional<FatalPattern> in(String line) {
        return ALL.stream().filter(each -> line.contains(each.text)).findFirst();
    }
}
