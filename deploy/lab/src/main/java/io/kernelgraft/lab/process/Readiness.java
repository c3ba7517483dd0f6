package io.kernelgraft.lab.process;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits until something answers. */
public final class Readiness {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Readiness() {}

    /**
     * Asks again until {@code answer} is true; an exception counts as "not yet".
     *
     * @throws IllegalStateException after the deadline, with the last exception as its cause, or as soon as the process
     *     has ended
     */
    public static void await(ChildProcess process, Duration deadline, Callable<Boolean> answer) {
        long end = System.nanoTime() + deadline.toNanos();
        Exception last = null;
        while (System.nanoTime() < end) {
            process.requireAlive();
            try {
                if (answer.call()) {
                    return;
                }
            } catch (Exception notYet) {
                last = notYet;
            }
            pause();
        }
        throw new IllegalStateException(
                process.name() + " did not answer within " + deadline.toSeconds() + " s; see " + process.log(), last);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
