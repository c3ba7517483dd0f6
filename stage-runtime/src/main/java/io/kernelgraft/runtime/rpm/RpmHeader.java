package io.kernelgraft.runtime.rpm;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One header structure: an index of tags over a store of values. Every offset and count is checked against the store.
 *
 * @see <a href="https://rpm-software-management.github.io/rpm/manual/format_v4.html">rpm: package format v4</a>
 */
final class RpmHeader {
    private static final long MAGIC = 0x8eade80100000000L;
    private static final int MAX_ENTRIES = 1 << 16;
    /** A kernel's has 1 MB. Both bounds are for memory: they hold before any signature could be looked at. */
    private static final int MAX_STORE = 32 << 20;

    private static final int MAX_VALUES = 1 << 18;
    private static final int PREAMBLE = 16;
    private static final int ENTRY = 16;

    private enum Type {
        NULL(0),
        CHAR(1),
        INT8(1),
        INT16(2),
        INT32(4),
        INT64(8),
        STRING(1),
        BIN(1),
        STRING_ARRAY(1),
        I18NSTRING(1);

        /** Bytes of one value; at least so many for a string. */
        final int size;

        Type(int size) {
            this.size = size;
        }
    }

    private record Entry(Type type, int offset, int count) {}

    private final byte[] bytes;
    private final int store;
    private final Map<Integer, Entry> entries = new HashMap<>();

    /** @throws DamagedRpm if what follows in the stream is no header, or ends early */
    static RpmHeader read(DataInputStream in) throws IOException {
        try {
            byte[] preamble = in.readNBytes(PREAMBLE);
            if (preamble.length < PREAMBLE || ByteBuffer.wrap(preamble).getLong() != MAGIC) {
                throw new DamagedRpm("expected a header's magic 8eade801");
            }
            int count = ByteBuffer.wrap(preamble).getInt(8);
            int size = ByteBuffer.wrap(preamble).getInt(12);
            if (count < 1 || count > MAX_ENTRIES || size < 0 || size > MAX_STORE) {
                throw new DamagedRpm("a header with " + count + " entries over " + size + " bytes is out of bounds");
            }
            byte[] bytes = Arrays.copyOf(preamble, PREAMBLE + count * ENTRY + size);
            in.readFully(bytes, PREAMBLE, bytes.length - PREAMBLE);
            return new RpmHeader(bytes, count);
        } catch (EOFException e) {
            throw new DamagedRpm("it ends within a header");
        }
    }

    private RpmHeader(byte[] bytes, int count) throws DamagedRpm {
        this.bytes = bytes;
        this.store = PREAMBLE + count * ENTRY;
        ByteBuffer index = ByteBuffer.wrap(bytes, PREAMBLE, count * ENTRY);
        for (int i = 0; i < count; i++) {
            int tag = index.getInt();
            int type = index.getInt();
            int offset = index.getInt();
            int values = index.getInt();
            if (type < 0 || type >= Type.values().length || offset < 0 || values < 0) {
                throw new DamagedRpm("header entry of tag " + tag + " is out of bounds");
            }
            Entry entry = new Entry(Type.values()[type], offset, values);
            if (offset + (long) values * entry.type().size > bytes.length - store) {
                throw new DamagedRpm("header entry of tag " + tag + " reaches beyond the header");
            }
            if (entries.put(tag, entry) != null) {
                throw new DamagedRpm("tag " + tag + " is there twice");
            }
        }
    }

    /** The header as it is in the file, magic included: what digests and signatures are over. */
    byte[] bytes() {
        return bytes;
    }

    /** The values of a string or string array; none if the tag is not there. */
    List<String> strings(int tag) throws DamagedRpm {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return List.of();
        }
        if (entry.type() != Type.STRING && entry.type() != Type.STRING_ARRAY && entry.type() != Type.I18NSTRING) {
            throw wrongType(tag, entry);
        }
        requireFew(tag, entry);
        List<String> values = new ArrayList<>(entry.count());
        int at = store + entry.offset();
        for (int i = 0; i < entry.count(); i++) {
            int end = at;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            if (end == bytes.length) {
                throw new DamagedRpm("a string of tag " + tag + " has no end");
            }
            values.add(new String(bytes, at, end - at, StandardCharsets.UTF_8));
            at = end + 1;
        }
        return values;
    }

    Optional<String> string(int tag) throws DamagedRpm {
        return strings(tag).stream().findFirst();
    }

    String required(int tag, String name) throws DamagedRpm {
        return string(tag).orElseThrow(() -> new DamagedRpm("it has no " + name));
    }

    /** The values of an array of integers of any width, unsigned up to 32 bits. */
    long[] numbers(int tag) throws DamagedRpm {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return new long[0];
        }
        requireFew(tag, entry);
        ByteBuffer values = ByteBuffer.wrap(bytes, store + entry.offset(), entry.count() * entry.type().size);
        long[] numbers = new long[entry.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (entry.type()) {
                case INT16 -> values.getShort() & 0xffffL;
                case INT32 -> values.getInt() & 0xffffffffL;
                case INT64 -> values.getLong();
                default -> throw wrongType(tag, entry);
            };
        }
        return numbers;
    }

    Optional<byte[]> binary(int tag) throws DamagedRpm {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.type() != Type.BIN) {
            throw wrongType(tag, entry);
        }
        int from = store + entry.offset();
        return Optional.of(Arrays.copyOfRange(bytes, from, from + entry.count()));
    }

    private static void requireFew(int tag, Entry entry) throws DamagedRpm {
        if (entry.count() > MAX_VALUES) {
            throw new DamagedRpm(
                    "tag " + tag + " has " + entry.count() + " values, at most " + MAX_VALUES + " are read");
        }
    }

    private static DamagedRpm wrongType(int tag, Entry entry) {
        return new DamagedRpm("tag " + tag + " has an unexpected type " + entry.type());
    }
}
