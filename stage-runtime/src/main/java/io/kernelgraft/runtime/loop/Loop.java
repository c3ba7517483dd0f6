package io.kernelgraft.runtime.loop;

import java.time.Duration;
import org.jboss.logging.Logger;

/** One daemon thread that does a step when woken and every {@code period}; a step that fails is logged and tried again. */
public final class Loop {
    private static final Logger LOG = Logger.getLogger(Loop.class);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    private final String name;
    private final Signal signal;
    private final Duration period;
    private final Runnable step;
    private volatile Thread thread;

    public Loop(String name, Signal signal, Duration period, Runnable step) {
        this.name = name;
        this.signal = signal;
        this.period = period;
        this.step = step;
    }

    public void start() {
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
        thread.start();
    }

    /** Waits for the step under way, but not for ever. */
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        signal.wake();
        try {
            running.join(LONGEST_STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (Thread.currentThread() == thread) {
            try {
                step.run();
            } catch (RuntimeException e) {
                LOG.warnf("%s: %s; next try in %d ms", name, e.getMessage(), period.toMillis());
                LOG.debug(name, e);
            }
            try {
                signal.await(period);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
