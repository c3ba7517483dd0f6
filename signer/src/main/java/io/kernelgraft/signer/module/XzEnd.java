package io.kernelgraft.signer.module;

import io.kernelgraft.signer.module.ModuleSignature.BadSignature;
import io.kernelgraft.signer.module.XzStream.Blocks;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.SeekableInputStream;
import org.tukaani.xz.SeekableXZInputStream;

/**
 * The end of an xz stream, read by XZ for Java through the stream's own index, as if the whole stream were there: of what
 * is between the header and the given end, nothing may be asked for.
 */
final class XzEnd extends SeekableInputStream {
    private static final int MEMORY_LIMIT_KIB = 20 * 1024;

    private final byte[] header;
    private final long start;
    private final byte[] end;
    private long position;

    /** @param start where {@code end} begins in the stream */
    XzEnd(byte[] header, long start, byte[] end) {
        this.header = header;
        this.start = start;
        this.end = end;
    }

    /**
     * What is in the one block behind these; its check and its sizes in the index were compared.
     *
     * @throws BadSignature if there is not exactly one, or the index no longer says of these what it said
     * @throws IOException if it can't be decompressed
     */
    byte[] blockAfter(Blocks blocks) throws IOException, BadSignature {
        Blocks now = XzStream.blocks(this::bytes, length())
                .orElseThrow(() -> new BadSignature("it is no longer one xz stream with CRC32 checks"));
        if (now.count() != blocks.count() + 1
                || !Arrays.equals(Arrays.copyOf(now.records(), blocks.records().length), blocks.records())) {
            throw new BadSignature("its index is not that of its own blocks and one more");
        }
        try (SeekableXZInputStream xz =
                new SeekableXZInputStream(this, MEMORY_LIMIT_KIB, true, BasicArrayCache.getInstance())) {
            int last = xz.getBlockCount() - 1;
            if (last != blocks.count() || xz.getBlockCompPos(last) != blocks.end()) {
                throw new BadSignature("the block behind its own does not begin where they end");
            }
            xz.seekToBlock(last);
            return xz.readAllBytes();
        }
    }

    private byte[] bytes(long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        seek(at);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) read();
        }
        return bytes;
    }

    @Override
    public int read() throws IOException {
        if (position >= length()) {
            return -1;
        }
        long at = position++;
        if (at < header.length) {
            return header[(int) at] & 0xff;
        }
        if (at < start) {
            throw new EOFException("byte " + at + " is asked for, which is in a block before");
        }
        return end[(int) (at - start)] & 0xff;
    }

    @Override
    public long length() {
        return start + end.length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void seek(long to) {
        position = to;
    }
}
