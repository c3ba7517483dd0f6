package io.kernelgraft.signer.module;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Holds the last bytes of a module that streams through, where its signature is. */
class ModuleTail extends OutputStream {
    /** RSA-4096 makes a trailer of 693 bytes; issuers' names make the rest. */
    private static final int TAIL = 16 * 1024;

    private final byte[] tail = new byte[TAIL];
    private int held;

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int keep = Math.min(length, TAIL);
        int spill = Math.max(0, held + keep - TAIL);
        spill(tail, 0, spill);
        System.arraycopy(tail, spill, tail, 0, held - spill);
        held -= spill;
        spill(bytes, offset, length - keep);
        System.arraycopy(bytes, offset + length - keep, tail, held, keep);
        held += keep;
    }

    /** What comes before the tail, in order. */
    void spill(byte[] bytes, int offset, int length) throws IOException {}

    byte[] held() {
        return Arrays.copyOf(tail, held);
    }
}
