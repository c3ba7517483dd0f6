package io.kernelgraft.runtime.registry;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.disk.DiskFull;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Tries a registry operation again after what may pass by itself: network, 5xx, 429 (failure F45). */
final class Retries {
    private static final Logger LOG = Logger.getLogger(Retries.class);

    private final int attempts;
    private final Duration firstPause;
    private final Duration deadline;

    Retries(int attempts, Duration firstPause, Duration deadline) {
        this.attempts = attempts;
        this.firstPause = firstPause;
        this.deadline = deadline;
    }

    @FunctionalInterface
    interface Operation<T> {
        T run() throws IOException, InterruptedException;
    }

    /**
     * @param what the operation in words, for the log and the failure
     * @throws StageFailure TRANSIENT {@code REGISTRY_UNAVAILABLE} with the last cause's own words
     */
    <T> T run(String what, Operation<T> operation) {
        long began = System.nanoTime();
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            try {
                return operation.run();
            } catch (IOException e) {
                if (DiskFull.in(e).isPresent()) {
                    // Our disk, not the registry: asking again fills it no less.
                    throw new StageFailure(FailureKind.TRANSIENT, DiskFull.REASON, what + ": " + words(e), e);
                }
                Duration wait = e instanceof TryLater later ? later.after().orElse(pause) : pause;
                Duration spent = Duration.ofNanos(System.nanoTime() - began);
                if (attempt >= attempts || spent.plus(wait).compareTo(deadline) > 0) {
                    throw unavailable(what + ", " + attempt + " tries in " + spent.toSeconds() + " s: " + words(e), e);
                }
                LOG.infof("%s: %s; next try in %d ms", what, words(e), wait.toMillis());
                sleep(what, wait);
                pause = pause.multipliedBy(2);
            } catch (InterruptedException e) {
                throw interrupted(what, e);
            }
        }
    }

    private static void sleep(String what, Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    private static StageFailure interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return unavailable(what + ": interrupted", cause);
    }

    private static StageFailure unavailable(String message, Exception cause) {
        return new StageFailure(FailureKind.TRANSIENT, "REGISTRY_UNAVAILABLE", message, cause);
    }

    // ConnectException and its like often have no message at all.
    private static String words(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
