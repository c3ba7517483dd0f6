package io.kernelgraft.runtime.loop;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes a loop that otherwise looks by itself now and then; any number of wake-ups before it looks count as one. */
public class Signal {
    private final Semaphore permits = new Semaphore(0);

    public void wake() {
        permits.release();
    }

    /** Returns when woken, at the latest after {@code longest}. */
    public void await(Duration longest) throws InterruptedException {
        if (permits.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            permits.drainPermits();
        }
    }
}
