package io.kernelgraft.runtime.progress;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.StageProgress;
import io.kernelgraft.contract.event.StageProgress.State;
import java.time.Duration;
import java.time.Instant;

/** Progress of one attempt: at most five messages a second, except when its state changes or a count is complete. */
public final class AttemptProgress implements Progress {
    private static final long INTERVAL = Duration.ofMillis(200).toNanos();
    private static final int LONGEST = 300;

    private final ProgressChannel channel;
    private final Rebuild rebuild;
    private final String stage;
    private final int attempt;
    private long lastSent = System.nanoTime() - INTERVAL;

    AttemptProgress(ProgressChannel channel, Rebuild rebuild, String stage, int attempt) {
        this.channel = channel;
        this.rebuild = rebuild;
        this.stage = stage;
        this.attempt = attempt;
    }

    @Override
    public void report(String text) {
        report(text, -1, -1);
    }

    @Override
    public synchronized void report(String text, long done, long total) {
        long now = System.nanoTime();
        if (now - lastSent < INTERVAL && (total < 0 || done < total)) {
            return;
        }
        lastSent = now;
        send(State.RUNNING, Instant.now(), text, done, total);
    }

    /** Always sent. */
    public synchronized void state(State state, Instant at, String text) {
        send(state, at, text, -1, -1);
    }

    private void send(State state, Instant at, String text, long done, long total) {
        channel.send(new StageProgress(
                rebuild.id(), rebuild.line(), stage, attempt, state, printable(text), done, total, at));
    }

    /** Text of tools and guests: no control characters, no endless lines. */
    static String printable(String text) {
        String plain = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST - 1) + "…";
    }
}
