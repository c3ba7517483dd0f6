package io.kernelgraft.signer.fuzz;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Feeds a parser with spoiled samples, and keeps what it did not take well. */
final class Fuzz {
    static final Duration HANG = Duration.ofSeconds(1);
    /** After so long the input is shown although the parser has not come back; nothing else would. */
    private static final Duration LOST = Duration.ofSeconds(30);

    private static final int ENOUGH = 20;

    private final Parser parser;
    private final AtomicReference<Running> running = new AtomicReference<>();
    private final List<String> crashes = new ArrayList<>();
    private final List<String> hangs = new ArrayList<>();
    private long refused;
    private long slowest;

    Fuzz(Parser parser) {
        this.parser = parser;
    }

    private record Running(byte[] input, long since) {}

    /**
     * @param refused how many of the inputs it said no to; the others it took
     * @param crashes and hangs each with the input in Base64
     */
    record Result(
            String parser, long inputs, long refused, Duration slowest, List<String> crashes, List<String> hangs) {}

    Result run(long inputs, long seed) throws InterruptedException {
        // The samples themselves must be taken, else their spoiled forms prove little.
        parser.samples().forEach(sample -> {
            try {
                parser.reading().read(sample);
            } catch (Throwable e) {
                throw new AssertionError("a sound sample of " + parser.name() + " is refused", e);
            }
        });
        AtomicBoolean over = new AtomicBoolean();
        Thread watch = Thread.ofPlatform().daemon().start(() -> watch(over));
        Mutation mutation = new Mutation(seed ^ parser.name().hashCode(), parser.samples());
        long done = 0;
        // jsign prints the stack of what it could not read.
        PrintStream errors = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        try {
            for (; done < inputs && crashes.size() + hangs.size() < ENOUGH; done++) {
                one(mutation.next());
            }
        } finally {
            System.setErr(errors);
            over.set(true);
        }
        watch.join();
        return new Result(parser.name(), done, refused, Duration.ofNanos(slowest), crashes, hangs);
    }

    private void one(byte[] input) {
        long took = time(input);
        // Another program, or the garbage collector, may have had the processor: a hang is one each time.
        for (int again = 0; again < 3 && took > HANG.toNanos(); again++) {
            took = Math.min(took, time(input));
        }
        slowest = Math.max(slowest, took);
        if (took > HANG.toNanos()) {
            hangs.add(Duration.ofNanos(took) + " for " + base64(input));
        }
    }

    private long time(byte[] input) {
        long start = System.nanoTime();
        running.set(new Running(input, start));
        try {
            parser.reading().read(input);
        } catch (Throwable e) {
            if (parser.refuses(e)) {
                refused++;
            } else {
                crashes.add(where(e) + " for " + base64(input));
            }
        }
        running.set(null);
        return System.nanoTime() - start;
    }

    private void watch(AtomicBoolean over) {
        Running shown = null;
        while (!over.get()) {
            Running now = running.get();
            if (now != null && now != shown && System.nanoTime() - now.since() > LOST.toNanos()) {
                System.out.println(parser.name() + " does not come back from " + base64(now.input()));
                shown = now;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static String where(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        StringBuilder text = new StringBuilder(e.toString());
        for (int i = 0; i < Math.min(4, trace.length); i++) {
            text.append(" at ").append(trace[i]);
        }
        return text.toString();
    }

    private static String base64(byte[] input) {
        return Base64.getEncoder().encodeToString(input);
    }
}
