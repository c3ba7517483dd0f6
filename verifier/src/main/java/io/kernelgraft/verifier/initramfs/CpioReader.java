package io.kernelgraft.verifier.initramfs;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads the entries of one {@code newc} cpio archive and stops right behind its trailer, so that the next archive can
 * be read from the same stream.
 *
 * @see <a href="https://docs.kernel.org/driver-api/early-userspace/buffer-format.html">initramfs buffer format</a>
 */
public final class CpioReader {
    static final String MAGIC = "070701";
    private static final String MAGIC_WITH_CHECKSUM = "070702";
    private static final String TRAILER = "TRAILER!!!";
    private static final int HEADER = 110;
    private static final int LONGEST_NAME = 4096;

    public interface Visitor {
        /** @param content of {@code entry.size()} bytes; need not be read */
        void visit(CpioEntry entry, InputStream content) throws IOException;
    }

    private final InputStream in;
    private long at;

    CpioReader(InputStream in) {
        this.in = in;
    }

    static boolean isMagic(byte[] start) {
        String magic = new String(start, StandardCharsets.US_ASCII);
        return magic.startsWith(MAGIC) || magic.startsWith(MAGIC_WITH_CHECKSUM);
    }

    void read(Visitor visitor) throws IOException {
        while (true) {
            byte[] header = exactly(HEADER);
            if (!isMagic(header)) {
                throw new IOException("no cpio header at byte " + (at - HEADER) + " of the archive");
            }
            long size = field(header, 6);
            int nameLength = (int) field(header, 11);
            if (nameLength < 1 || nameLength > LONGEST_NAME) {
                throw new IOException("cpio entry with a name of " + nameLength + " bytes");
            }
            String name = new String(exactly(nameLength), 0, nameLength - 1, StandardCharsets.UTF_8);
            align();
            if (name.equals(TRAILER)) {
                return;
            }
            long end = at + size;
            visitor.visit(new CpioEntry(plain(name), (int) field(header, 1), size), new Content(size));
            in.skipNBytes(end - at);
            at = end;
            align();
        }
    }

    private static String plain(String name) {
        return name.replaceFirst("^(\\./|/)+", "");
    }

    private static long field(byte[] header, int index) throws IOException {
        String hex = new String(header, 6 + 8 * index, 8, StandardCharsets.US_ASCII);
        try {
            return Long.parseLong(hex, 16);
        } catch (NumberFormatException e) {
            throw new IOException("'" + hex + "' in a cpio header is no hexadecimal number", e);
        }
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        at += bytes.length;
        if (bytes.length < count) {
            throw new EOFException("the cpio archive ends after " + at + " bytes, without a trailer");
        }
        return bytes;
    }

    private void align() throws IOException {
        exactly((int) (-at & 3));
    }

    private final class Content extends InputStream {
        private long left;

        Content(long size) {
            left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(into, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the cpio archive ends inside a file");
            }
            left -= count;
            at += count;
            return count;
        }
    }
}
