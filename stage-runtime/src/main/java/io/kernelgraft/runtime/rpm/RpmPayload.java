package io.kernelgraft.runtime.rpm;

import com.github.luben.zstd.ZstdInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** Reads a payload: decompresses, walks the cpio archive, and compares it with the header on the way. */
final class RpmPayload {
    /** {@code xz -9} needs 65 MiB, which is the most that a package has any reason for. */
    private static final int XZ_MEMORY_KIB = 72 << 10;
    /** 128 MiB, zstd's own default; outside of the heap. */
    private static final int ZSTD_WINDOW_LOG = 27;

    private RpmPayload() {}

    static void read(RpmFile rpm, RpmFile.Visitor visitor) throws IOException {
        long bound = PayloadBound.of(rpm);
        MessageDigest hash = RpmDigests.sha256();
        try (InputStream raw = new DigestInputStream(rpm.openPayload(), hash)) {
            try (DataInputStream archive =
                    new DataInputStream(new PayloadBound(decompressed(rpm.compressor(), raw), bound))) {
                walk(new Cpio(archive, rpm.files()), rpm, visitor);
                archive.transferTo(java.io.OutputStream.nullOutputStream());
                raw.transferTo(java.io.OutputStream.nullOutputStream());
            }
        } catch (VisitorFailed e) {
            throw e.getCause();
        } catch (IOException e) {
            throw DamagedRpm.failure(rpm.path(), e);
        }
        compare(rpm, hash);
    }

    private static void compare(RpmFile rpm, MessageDigest hash) {
        try {
            Optional<String> expected = rpm.payloadSha256();
            if (expected.isPresent()) {
                RpmDigests.compare("payload", expected.get(), hash.digest());
            }
        } catch (DamagedRpm e) {
            throw DamagedRpm.failure(rpm.path(), e);
        }
    }

    private static void walk(Cpio cpio, RpmFile rpm, RpmFile.Visitor visitor) throws IOException {
        Map<String, RpmEntry> owned = new HashMap<>();
        rpm.files().forEach(entry -> owned.put(entry.path(), entry));
        for (Optional<Cpio.Member> next = cpio.next(); next.isPresent(); next = cpio.next()) {
            Cpio.Member member = next.get();
            RpmEntry entry = owned.get(member.path());
            if (entry == null) {
                throw new DamagedRpm("its payload has a file that its header does not list");
            }
            if (!entry.isRegular()) {
                continue;
            }
            // Hard links: all but the last of them come without content.
            if (member.size() != entry.size() && member.size() != 0) {
                throw new DamagedRpm(
                        entry.path() + " has " + member.size() + " bytes, its header says " + entry.size());
            }
            try {
                visitor.visit(entry, cpio.content(rpm.path()));
            } catch (IOException e) {
                throw new VisitorFailed(e);
            }
        }
    }

    private static InputStream decompressed(String compressor, InputStream raw) throws IOException {
        return switch (compressor) {
            case "zstd" -> new ZstdInputStream(raw).setLongMax(ZSTD_WINDOW_LOG);
            case "xz" -> new XZInputStream(raw, XZ_MEMORY_KIB);
            case "gzip" -> new GZIPInputStream(raw, 1 << 16);
            default ->
                throw new DamagedRpm("its payload is compressed with " + compressor + ", expected zstd, xz or gzip");
        };
    }

    /** Tells an error of the visitor's own work from one of the package. */
    private static final class VisitorFailed extends UncheckedIOException {
        VisitorFailed(IOException cause) {
            super(cause);
        }
    }
}
