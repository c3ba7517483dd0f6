package io.kernelgraft.lab.copr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Changes one byte in each OpenPGP signature of an RPM. Everything else of the file stays right, so only whoever checks
 * the signature notices.
 *
 * @see <a href="https://rpm-software-management.github.io/rpm/manual/format_v4.html">RPM v4 format</a>
 */
final class SpoiledSignature {
    private static final int LEAD = 96;
    private static final int INTRO = 16;
    private static final int ENTRY = 16;
    /** RPMSIGTAG_PGP, RPMSIGTAG_GPG, RPMSIGTAG_DSA, RPMSIGTAG_RSA. */
    private static final Set<Integer> SIGNATURES = Set.of(1002, 1005, 267, 268);

    private SpoiledSignature() {}

    /** @throws IOException if the file is no RPM, or has no OpenPGP signature to spoil */
    static void spoil(Path rpm) throws IOException {
        try (FileChannel file = FileChannel.open(rpm, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer intro = read(file, LEAD, INTRO);
            if (intro.getInt(0) != 0x8eade801) {
                throw new IOException(rpm + " has no signature header where an RPM has it");
            }
            int entries = intro.getInt(8);
            long store = LEAD + INTRO + (long) entries * ENTRY;
            boolean spoiled = false;
            for (int i = 0; i < entries; i++) {
                ByteBuffer entry = read(file, LEAD + INTRO + (long) i * ENTRY, ENTRY);
                if (SIGNATURES.contains(entry.getInt(0))) {
                    // The last byte belongs to the signature's own number, whatever packet format precedes it.
                    long last = store + entry.getInt(8) + entry.getInt(12) - 1;
                    byte old = read(file, last, 1).get(0);
                    file.write(ByteBuffer.wrap(new byte[] {(byte) ~old}), last);
                    spoiled = true;
                }
            }
            if (!spoiled) {
                throw new IOException(rpm + " carries no OpenPGP signature");
            }
        }
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        if (file.read(buffer, at) != length) {
            throw new IOException("the file ends at " + file.size() + ", before its signature header does");
        }
        return buffer.flip();
    }
}
