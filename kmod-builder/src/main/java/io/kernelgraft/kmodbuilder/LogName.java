package io.kernelgraft.kmodbuilder;

import java.util.Locale;

/** What logs and files of one kmod are called. */
public final class LogName {
    private LogName() {}

    /** @param kmod its name, of letters, digits and ._+- */
    public static String of(String kmod) {
        return kmod.toLowerCase(Locale.ROOT).replace('+', '-');
    }
}
