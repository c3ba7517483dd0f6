package io.kernelgraft.runtime.progress;

/** Tells people what an attempt does now. Cheap: it is rate-limited and never waits. */
public interface Progress {
    /** One line of plain text; control characters are removed. */
    void report(String text);

    /** With a count, for example 612 of 1018 modules. */
    void report(String text, long done, long total);
}
