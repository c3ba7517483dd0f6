package io.kernelgraft.verifier.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much this machine lacks processors, from one moment on.
 *
 * @param startMicros the kernel's counter at that moment
 * @param startNanos {@link System#nanoTime} at that moment
 * @see <a href="https://docs.kernel.org/accounting/psi.html">pressure stall information</a>
 */
record CpuPressure(Path counter, long startMicros, long startNanos) {
    private static final Path KERNEL = Path.of("/proc/pressure/cpu");
    private static final Pattern SOME = Pattern.compile("^some .* total=([0-9]{1,18})$", Pattern.MULTILINE);

    static CpuPressure fromNow() {
        return fromNow(KERNEL, System.nanoTime());
    }

    static CpuPressure fromNow(Path counter, long nanos) {
        return new CpuPressure(counter, micros(counter), nanos);
    }

    /** Share of the time, 0 to 1, in which something that could run had to wait; 0 where the kernel doesn't count. */
    double share(long nanos) {
        long micros = micros(counter) - startMicros;
        return nanos <= startNanos ? 0 : Math.min(1.0, micros * 1000.0 / (nanos - startNanos));
    }

    private static long micros(Path counter) {
        try {
            Matcher some = SOME.matcher(Files.readString(counter));
            return some.find() ? Long.parseLong(some.group(1)) : 0;
        } catch (IOException e) {
            // A kernel without PSI: nothing can be said about the host, so nothing is held against it.
            return 0;
        }
    }
}
