package io.kernelgraft.runtime.tool;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** A file that somebody is writing: its end is only reached once the writer has ended. */
final class FollowedFile extends FilterInputStream {
    private static final int LOOK_AGAIN_MILLIS = 50;

    private final BooleanSupplier writing;

    FollowedFile(Path file, BooleanSupplier writing) throws IOException {
        super(Files.newInputStream(file));
        this.writing = writing;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            // Asked before the file is read: what was written until then is then read for sure.
            boolean more = writing.getAsBoolean();
            int count = in.read(buffer, offset, length);
            if (count > 0 || !more) {
                return count;
            }
            try {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** For readers that ask: nothing is known to be there. */
    @Override
    public int available() {
        return 0;
    }

    static InputStream of(Path file, Process writer) throws IOException {
        return new FollowedFile(file, writer::isAlive);
    }
}
