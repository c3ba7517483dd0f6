package io.kernelgraft.verifier.boot;

/** How a boot ended, as a value. */
sealed interface BootEnd {
    /** @param millis from switching on to multi-user */
    record Reached(long millis, ProbeReport report) implements BootEnd {}

    /** @param reason code; @param seen the console's words and what was expected */
    record Failed(String reason, String seen) implements BootEnd {}
}
