package io.kernelgraft.lab.bench;

import java.util.Locale;

/**
 * One measured figure.
 *
 * @param name lower case, without blanks
 * @param bound the most it may be
 */
public record Figure(String name, double value, String unit, double bound) {
    public boolean ok() {
        return value <= bound;
    }

    /** {@code BENCH <name> <value> <unit> bound <bound> ok|short}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "BENCH %s %.2f %s bound %s %s", name, value, unit, plain(bound), ok() ? "ok" : "short");
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
