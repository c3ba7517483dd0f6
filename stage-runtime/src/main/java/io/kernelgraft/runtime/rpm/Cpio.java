package io.kernelgraft.runtime.rpm;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The archive in an RPM: "newc" cpio, or rpm's own stripped form, whose members are numbers in the header's file list.
 *
 * @see <a href="https://man.archlinux.org/man/cpio.5">cpio(5), New ASCII Format</a>
 */
final class Cpio {
    private static final int NEWC_REST = 104;
    private static final int MAX_NAME = 4096;

    private final DataInputStream in;
    private final List<RpmEntry> files;
    private long position;
    private long left;

    /** @param path absolute */
    record Member(String path, long size) {}

    Cpio(DataInputStream in, List<RpmEntry> files) {
        this.in = in;
        this.files = files;
    }

    /** Skips what is left of the member before. */
    Optional<Member> next() throws IOException {
        try {
            skip(left);
            skip((4 - position % 4) % 4);
            String magic = text(6);
            return switch (magic) {
                case "070701", "070702" -> newc();
                case "07070X" -> stripped();
                default -> throw new DamagedRpm("its payload is not a cpio archive");
            };
        } catch (EOFException e) {
            throw new DamagedRpm("its payload ends early");
        }
    }

    private Optional<Member> newc() throws IOException {
        String fields = text(NEWC_REST);
        long size = hex(fields, 6);
        int nameLength = (int) hex(fields, 11);
        if (nameLength < 2 || nameLength > MAX_NAME) {
            throw new DamagedRpm("its payload has a name of " + nameLength + " bytes");
        }
        byte[] ended = bytes(nameLength);
        if (ended[nameLength - 1] != 0) {
            throw new DamagedRpm("its payload has a name without an end");
        }
        String name = new String(ended, 0, nameLength - 1, StandardCharsets.UTF_8);
        if (name.equals("TRAILER!!!")) {
            left = 0;
            return Optional.empty();
        }
        skip((4 - position % 4) % 4);
        left = size;
        return Optional.of(new Member(name.startsWith("./") ? name.substring(1) : name, size));
    }

    private Optional<Member> stripped() throws IOException {
        long number = hex(text(8), 0);
        if (number >= files.size()) {
            throw new DamagedRpm("its payload has file " + number + ", its header lists " + files.size());
        }
        skip((4 - position % 4) % 4);
        RpmEntry entry = files.get((int) number);
        left = entry.isRegular() || entry.isSymbolicLink() ? entry.size() : 0;
        return Optional.of(new Member(entry.path(), left));
    }

    /** The current member's bytes; closing it does not close the archive. A broken archive shows as a StageFailure. */
    InputStream content(Path rpm) {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (left == 0) {
                    return -1;
                }
                int count = readSome(rpm, buffer, offset, (int) Math.min(length, left));
                left -= count;
                position += count;
                return count;
            }
        };
    }

    private int readSome(Path rpm, byte[] buffer, int offset, int length) {
        try {
            int count = in.read(buffer, offset, length);
            if (count < 0) {
                throw new DamagedRpm("its payload ends early");
            }
            return count;
        } catch (IOException e) {
            throw DamagedRpm.failure(rpm, e);
        }
    }

    private void skip(long count) throws IOException {
        in.skipNBytes(count);
        position += count;
        left = 0;
    }

    /** A character for each byte, whatever they are. */
    private String text(int length) throws IOException {
        return new String(bytes(length), StandardCharsets.ISO_8859_1);
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        position += length;
        return bytes;
    }

    private static long hex(String fields, int index) throws DamagedRpm {
        String field = fields.substring(index * 8, Math.min(fields.length(), index * 8 + 8));
        if (!field.matches("[0-9A-Fa-f]{8}")) {
            throw new DamagedRpm("its payload has a broken cpio header");
        }
        return Long.parseLong(field, 16);
    }
}
