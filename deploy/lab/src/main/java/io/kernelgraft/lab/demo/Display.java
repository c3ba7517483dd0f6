package io.kernelgraft.lab.demo;

import java.time.Instant;

/** Shows a rebuild while it goes on. */
sealed interface Display permits LiveScreen, PlainLines {
    /** Called several times a second. */
    void show(PipelineView view, Instant now);

    /** One screen that is redrawn where there is a terminal, lines where there is none or {@code KG_PLAIN} is set. */
    static Display forThisTerminal(Instant start) {
        boolean terminal = System.console() != null && System.console().isTerminal();
        return terminal && System.getenv("KG_PLAIN") == null
                ? new LiveScreen(start, System.out)
                : new PlainLines(start, System.out);
    }
}
