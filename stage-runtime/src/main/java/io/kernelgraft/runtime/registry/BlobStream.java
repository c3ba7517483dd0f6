package io.kernelgraft.runtime.registry;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.runtime.stage.StageFailure;
import io.micrometer.core.instrument.Counter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A blob as it comes in: its end is only reached if size and digest are right, and silence ends it. */
final class BlobStream extends FilterInputStream {
    private final String name;
    private final Descriptor expected;
    private final Counter fetched;
    private final MessageDigest hash = Sha256.start();
    private final ScheduledFuture<?> watch;
    private long seen;
    private volatile long lastByteAt = System.nanoTime();
    private volatile boolean waiting;
    private volatile boolean stalled;
    private boolean checked;

    /**
     * @param fetched counts the bytes that came, wanted or not
     * @param silence after so long without a byte, while somebody waits for one, the stream breaks
     */
    BlobStream(
            InputStream in,
            String name,
            Descriptor expected,
            Counter fetched,
            ScheduledExecutorService clock,
            Duration silence) {
        super(in);
        this.name = name;
        this.expected = expected;
        this.fetched = fetched;
        long period = Math.max(10, silence.toMillis() / 4);
        this.watch = clock.scheduleWithFixedDelay(() -> breakIfSilent(silence), period, period, TimeUnit.MILLISECONDS);
    }

    private void breakIfSilent(Duration silence) {
        if (waiting && System.nanoTime() - lastByteAt > silence.toNanos()) {
            stalled = true;
            try {
                in.close();
            } catch (IOException e) {
                // The reader is told below that the stream stalled; how its closing failed adds nothing.
                watch.cancel(false);
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        lastByteAt = System.nanoTime();
        waiting = true;
        int count;
        try {
            count = in.read(buffer, offset, length);
        } catch (IOException e) {
            throw stalled ? new IOException(name + " stalled after " + seen + " bytes", e) : e;
        } finally {
            waiting = false;
        }
        if (stalled) {
            throw new IOException(name + " stalled after " + seen + " bytes");
        }
        if (count < 0) {
            checkEnd();
        } else {
            seen += count;
            fetched.increment(count);
            hash.update(buffer, offset, count);
            if (seen > expected.size()) {
                throw mismatch("more than " + expected.size() + " bytes");
            }
        }
        return count;
    }

    private void checkEnd() {
        if (checked) {
            return;
        }
        checked = true;
        Digest digest = Sha256.finished(hash);
        if (seen != expected.size() || !digest.equals(expected.digest())) {
            throw mismatch(seen + " bytes with " + digest);
        }
    }

    private StageFailure mismatch(String got) {
        return new StageFailure(
                FailureKind.INTERNAL,
                "DIGEST_MISMATCH",
                name + ": expected " + expected.size() + " bytes with " + expected.digest() + ", got " + got);
    }

    @Override
    public long skip(long count) throws IOException {
        // Skipped bytes count for the digest too.
        return readNBytes((int) Math.min(count, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        watch.cancel(false);
        super.close();
    }
}
