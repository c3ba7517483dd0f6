package io.kernelgraft.signer.module;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Adds data to an .xz file as one more block of its stream. The blocks that are there stay as they are; the index and the
 * footer behind them are written anew. The kernel reads one stream only, so a second stream would not do.
 *
 * @see <a href="https://tukaani.org/xz/xz-file-format.txt">The .xz file format</a>
 */
final class XzStream {
    private static final byte[] HEADER_MAGIC = {(byte) 0xFD, '7', 'z', 'X', 'Z', 0};
    private static final byte[] FOOTER_MAGIC = {'Y', 'Z'};
    /** Stream flags: a null byte, then the check's id. The kernel's decoder knows CRC32 only (failure F22). */
    private static final byte[] CRC32_FLAGS = {0, 1};

    static final int HEADER = 12;
    private static final int FOOTER = 12;
    private static final int LZMA2_CHUNK = 64 * 1024;
    private static final int MIN_INDEX = 8;
    /** A module has a handful of blocks; 1 MiB of index would be 100,000. */
    private static final int MAX_INDEX = 1024 * 1024;
    /** One LZMA2 filter with the smallest dictionary (4 KiB), sizes not given, padded to a multiple of four. */
    private static final byte[] BLOCK_HEADER = {2, 0, 0x21, 1, 0, 0, 0, 0};

    private XzStream() {}

    /** Bytes that can be read at any place; what lies beyond their end reads as null bytes. */
    interface Source {
        byte[] read(long position, int length) throws IOException;
    }

    /**
     * @param end where the last block ends and the index begins: everything before is left as it is
     * @param count of the blocks
     * @param records of the index, one for each block, as they are in the file
     */
    record Blocks(long end, long count, byte[] records) {
        private byte[] indexWith(long unpaddedSize, long uncompressedSize) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(records.length + 32);
            bytes.write(0);
            writeNumber(bytes, count + 1);
            bytes.writeBytes(records);
            writeNumber(bytes, unpaddedSize);
            writeNumber(bytes, uncompressedSize);
            pad(bytes);
            bytes.writeBytes(crc32(bytes.toByteArray()));
            return bytes.toByteArray();
        }
    }

    /** Empty if the file is not exactly one stream with CRC32 checks and no padding. */
    static Optional<Blocks> blocks(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return blocks((position, length) -> read(channel, position, length), channel.size());
        }
    }

    /** Adds a block behind those that {@link #blocks} found in this file. */
    static void append(Path file, Blocks blocks, byte[] data) throws IOException {
        byte[] block = block(data);
        int unpadded = BLOCK_HEADER.length + Integer.BYTES + lzma2Size(data.length) + Integer.BYTES;
        byte[] index = blocks.indexWith(unpadded, data.length);
        ByteBuffer tail = ByteBuffer.allocate(block.length + index.length + FOOTER);
        tail.put(block).put(index).put(footer(index.length)).flip();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long position = blocks.end();
            while (tail.hasRemaining()) {
                position += channel.write(tail, position);
            }
        }
    }

    static Optional<Blocks> blocks(Source source, long size) throws IOException {
        if (size < HEADER + FOOTER + MIN_INDEX || size % 4 != 0) {
            return Optional.empty();
        }
        byte[] header = source.read(0, HEADER);
        ByteBuffer footer = ByteBuffer.wrap(source.read(size - FOOTER, FOOTER)).order(ByteOrder.LITTLE_ENDIAN);
        long indexSize = (Integer.toUnsignedLong(footer.getInt(4)) + 1) * 4;
        if (!Arrays.equals(header, header())
                || indexSize < MIN_INDEX
                || indexSize > Math.min(MAX_INDEX, size - HEADER - FOOTER)
                || !Arrays.equals(footer.array(), footer((int) indexSize))) {
            return Optional.empty();
        }
        long end = size - FOOTER - indexSize;
        return parse(ByteBuffer.wrap(source.read(end, (int) indexSize)), end);
    }

    /** The blocks must fill what is between header and index: if there is more, there are several streams. */
    private static Optional<Blocks> parse(ByteBuffer index, long end) {
        int crcAt = index.capacity() - Integer.BYTES;
        if (index.get() != 0
                || !Arrays.equals(
                        crc32(Arrays.copyOf(index.array(), crcAt)),
                        Arrays.copyOfRange(index.array(), crcAt, index.capacity()))) {
            return Optional.empty();
        }
        index.limit(crcAt);
        long count = readNumber(index);
        int first = index.position();
        long total = 0;
        for (long i = 0; i < count && index.hasRemaining(); i++) {
            total += (readNumber(index) + 3) & ~3L;
            readNumber(index);
        }
        if (total != end - HEADER || index.remaining() >= 4) {
            return Optional.empty();
        }
        return Optional.of(new Blocks(end, count, Arrays.copyOfRange(index.array(), first, index.position())));
    }

    private static byte[] block(byte[] data) {
        ByteArrayOutputStream block = new ByteArrayOutputStream(data.length + 64);
        block.writeBytes(BLOCK_HEADER);
        block.writeBytes(crc32(BLOCK_HEADER));
        for (int at = 0; at < data.length; at += LZMA2_CHUNK) {
            int length = Math.min(LZMA2_CHUNK, data.length - at);
            block.write(at == 0 ? 1 : 2); // uncompressed; the first one resets the dictionary
            block.write((length - 1) >> 8);
            block.write(length - 1);
            block.write(data, at, length);
        }
        block.write(0);
        pad(block);
        block.writeBytes(crc32(data));
        return block.toByteArray();
    }

    private static int lzma2Size(int length) {
        int chunks = (length + LZMA2_CHUNK - 1) / LZMA2_CHUNK;
        return length + 3 * chunks + 1;
    }

    private static byte[] header() {
        return ByteBuffer.allocate(HEADER)
                .put(HEADER_MAGIC)
                .put(CRC32_FLAGS)
                .put(crc32(CRC32_FLAGS))
                .array();
    }

    private static byte[] footer(int indexSize) {
        byte[] sized = ByteBuffer.allocate(6)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(indexSize / 4 - 1)
                .put(CRC32_FLAGS)
                .array();
        return ByteBuffer.allocate(FOOTER)
                .put(crc32(sized))
                .put(sized)
                .put(FOOTER_MAGIC)
                .array();
    }

    private static byte[] crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .array();
    }

    private static void pad(ByteArrayOutputStream bytes) {
        while (bytes.size() % 4 != 0) {
            bytes.write(0);
        }
    }

    private static void writeNumber(ByteArrayOutputStream out, long number) {
        long rest = number;
        while (rest >= 0x80) {
            out.write((int) rest | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Seven bits a byte, at most nine bytes; what ends too early counts as 0 and then fails the sum of the blocks. */
    private static long readNumber(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < 63 && in.hasRemaining(); shift += 7) {
            byte b = in.get();
            number |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return number;
            }
        }
        return 0;
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {}
        return bytes.array();
    }
}
