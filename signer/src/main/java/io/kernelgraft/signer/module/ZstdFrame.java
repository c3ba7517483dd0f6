package io.kernelgraft.signer.module;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Adds data to a .zst file as raw blocks inside its frame: the block that was last is so no longer, the content size grows
 * (in a wider field if it must), and the content checksum goes, because the module's signature covers every byte of it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8878">RFC 8878, Zstandard compression</a>
 */
final class ZstdFrame {
    private static final int MAGIC = 0xFD2FB528;
    private static final int BLOCK_HEADER = 3;
    private static final int CHECKSUM = 4;
    private static final int MAX_BLOCK = 128 * 1024;
    private static final int MAX_HEADER = 18;
    private static final int RLE = 1;
    private static final int RESERVED_TYPE = 3;
    private static final int[] SIZE_FIELD = {0, 2, 4, 8};

    private ZstdFrame() {}

    /** @return false, and the file untouched, if it is not exactly one frame without dictionary */
    static boolean append(Path file, byte[] data) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".appended");
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            Header header = Header.read(in);
            long last = header == null ? -1 : lastBlock(in, header);
            if (last < 0) {
                return false;
            }
            Header grown = header.grownBy(data.length);
            try (FileChannel out = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                write(out, grown.bytes());
                copy(in, header.length(), last, out);
                int word = blockHeader(in, last);
                write(out, littleEndian(word & ~1));
                copy(in, last + BLOCK_HEADER, last + BLOCK_HEADER + bodySize(word), out);
                write(out, rawBlocks(data, grown.maxBlock()));
            }
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    /**
     * @param descriptor the frame header's first byte
     * @param window the window descriptor, absent (-1) in a single-segment frame
     * @param contentSize absent (-1) if the frame does not give it
     */
    private record Header(int descriptor, int window, long contentSize, int length) {
        static Header read(FileChannel in) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(MAX_HEADER).order(ByteOrder.LITTLE_ENDIAN);
            fill(in, bytes, 0);
            if (bytes.getInt(0) != MAGIC) {
                return null;
            }
            int descriptor = bytes.get(4) & 0xFF;
            boolean dictionary = (descriptor & 0x03) != 0;
            boolean reserved = (descriptor & 0x08) != 0;
            if (dictionary || reserved) {
                return null;
            }
            boolean single = (descriptor & 0x20) != 0;
            int at = single ? 5 : 6;
            int field = sizeField(descriptor);
            long contentSize = switch (field) {
                case 1 -> bytes.get(at) & 0xFF;
                case 2 -> (bytes.getShort(at) & 0xFFFF) + 256;
                case 4 -> Integer.toUnsignedLong(bytes.getInt(at));
                case 8 -> bytes.getLong(at);
                default -> -1;
            };
            return new Header(descriptor, single ? -1 : bytes.get(5) & 0xFF, contentSize, at + field);
        }

        boolean checksum() {
            return (descriptor & 0x04) != 0;
        }

        long maxBlock() {
            if (window < 0) {
                return Math.min(MAX_BLOCK, contentSize);
            }
            long base = 1L << (10 + (window >> 3));
            return Math.min(MAX_BLOCK, base + base / 8 * (window & 7));
        }

        Header grownBy(int bytes) {
            int kept = descriptor & ~0x04;
            if (contentSize < 0) {
                return new Header(kept, window, -1, length);
            }
            long size = contentSize + bytes;
            int flag = Math.max(kept >> 6, size < 256 ? 0 : size < 65536 + 256 ? 1 : size < 1L << 32 ? 2 : 3);
            int grown = kept & 0x3F | flag << 6;
            return new Header(grown, window, size, (window < 0 ? 5 : 6) + sizeField(grown));
        }

        byte[] bytes() {
            ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(MAGIC).put((byte) descriptor);
            if (window >= 0) {
                bytes.put((byte) window);
            }
            switch (sizeField(descriptor)) {
                case 1 -> bytes.put((byte) contentSize);
                case 2 -> bytes.putShort((short) (contentSize - 256));
                case 4 -> bytes.putInt((int) contentSize);
                case 8 -> bytes.putLong(contentSize);
                default -> {}
            }
            return bytes.array();
        }

        private static int sizeField(int descriptor) {
            int flag = descriptor >> 6;
            boolean single = (descriptor & 0x20) != 0;
            return flag == 0 && single ? 1 : SIZE_FIELD[flag];
        }
    }

    /** Where the last block begins, or -1 unless the frame ends exactly at the end of the file. */
    private static long lastBlock(FileChannel in, Header header) throws IOException {
        long end = in.size() - (header.checksum() ? CHECKSUM : 0);
        long at = header.length();
        while (at + BLOCK_HEADER <= end) {
            int word = blockHeader(in, at);
            if ((word >> 1 & 3) == RESERVED_TYPE) {
                return -1;
            }
            long next = at + BLOCK_HEADER + bodySize(word);
            if ((word & 1) == 1) {
                return next == end ? at : -1;
            }
            at = next;
        }
        return -1;
    }

    private static int blockHeader(FileChannel in, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(in, bytes.limit(BLOCK_HEADER), position);
        return bytes.clear().getInt(0);
    }

    private static int bodySize(int blockHeader) {
        return (blockHeader >> 1 & 3) == RLE ? 1 : blockHeader >>> 3;
    }

    private static byte[] rawBlocks(byte[] data, long maxBlock) {
        int size = (int) maxBlock;
        int blocks = (data.length + size - 1) / size;
        ByteBuffer bytes = ByteBuffer.allocate(data.length + blocks * BLOCK_HEADER);
        for (int at = 0; at < data.length; at += size) {
            int length = Math.min(size, data.length - at);
            boolean last = at + length == data.length;
            bytes.put(littleEndian(length << 3 | (last ? 1 : 0))).put(data, at, length);
        }
        return bytes.array();
    }

    private static byte[] littleEndian(int blockHeader) {
        return new byte[] {(byte) blockHeader, (byte) (blockHeader >> 8), (byte) (blockHeader >> 16)};
    }

    private static void fill(FileChannel in, ByteBuffer bytes, long position) throws IOException {
        while (bytes.hasRemaining() && in.read(bytes, position + bytes.position()) > 0) {}
    }

    private static void copy(FileChannel in, long from, long to, FileChannel out) throws IOException {
        long at = from;
        while (at < to) {
            at += in.transferTo(at, to - at, out);
        }
    }

    private static void write(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }
}
