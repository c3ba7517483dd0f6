package io.kernelgraft.runtime.rpm;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A decompressed payload that ends where its package's own file list says it must: no package expands without bound. */
final class PayloadBound extends FilterInputStream {
    /** Thrice the largest packages known, CUDA's. */
    static final long MAX_FILES = 16L << 30;
    /** Of each member and of the trailer: header, name, padding. */
    private static final long MEMBER = 110 + 4096 + 8;
    /** cpio pads its end. */
    private static final long SLACK = 64 << 10;

    private long left;

    PayloadBound(InputStream decompressed, long bytes) {
        super(decompressed);
        left = bytes;
    }

    /**
     * The most that the payload can have, in bytes.
     *
     * @throws StageFailure UPSTREAM {@code RPM_TOO_LARGE} if the files alone are more than 16 GiB
     */
    static long of(RpmFile rpm) {
        long files = 0;
        for (RpmEntry entry : rpm.files()) {
            if (entry.size() < 0 || entry.size() > MAX_FILES - files) {
                throw new StageFailure(
                        FailureKind.UPSTREAM,
                        "RPM_TOO_LARGE",
                        rpm.path().getFileName() + ": its files have more than " + MAX_FILES + " bytes together");
            }
            files += entry.size();
        }
        return files + (rpm.files().size() + 1L) * MEMBER + SLACK;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        count(Math.max(0, read));
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(bytes);
        count(skipped);
        return skipped;
    }

    private void count(long bytes) throws DamagedRpm {
        left -= bytes;
        if (left < 0) {
            throw new DamagedRpm("its payload expands to more than the files that its header lists");
        }
    }
}
