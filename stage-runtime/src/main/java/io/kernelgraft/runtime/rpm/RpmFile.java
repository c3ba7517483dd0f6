package io.kernelgraft.runtime.rpm;

import io.kernelgraft.contract.image.Nevra;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An RPM on disk. Reading it proves nothing about where it comes from: that is {@link RpmSignature}'s part.
 *
 * <pre>{@code
 * RpmFile rpm = RpmFile.open(Path.of("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64.rpm"));
 * rpm.nevra().evr();                                     // 7.2.0-cachyos1.fc44
 * rpm.payload((entry, content) -> content.transferTo(…)); // every regular file, in the payload's order
 * }</pre>
 *
 * @see <a href="https://rpm-software-management.github.io/rpm/manual/format_v4.html">rpm: package format v4</a>
 */
public final class RpmFile {
    private static final int LEAD = 96;
    private static final int LEAD_MAGIC = 0xedabeedb;

    private final Path path;
    private final RpmHeader signature;
    private final RpmHeader header;
    private final long payloadOffset;
    private final Nevra nevra;
    private final List<RpmEntry> files;
    private final List<String> provides;
    private final List<String> requires;
    private final Instant builtAt;

    private RpmFile(Path path, DataInputStream in) throws IOException {
        this.path = path;
        byte[] lead = in.readNBytes(LEAD);
        if (lead.length < LEAD || java.nio.ByteBuffer.wrap(lead).getInt() != LEAD_MAGIC) {
            throw new DamagedRpm("expected an RPM, which begins with edabeedb");
        }
        signature = RpmHeader.read(in);
        int padding = (8 - signature.bytes().length % 8) % 8;
        in.skipNBytes(padding);
        header = RpmHeader.read(in);
        payloadOffset = (long) LEAD + signature.bytes().length + padding + header.bytes().length;
        RpmDigests.checkHeader(this);
        nevra = nevra(header);
        files = RpmFileList.of(header);
        provides = List.copyOf(header.strings(RpmTag.PROVIDE_NAME));
        requires = List.copyOf(header.strings(RpmTag.REQUIRE_NAME));
        long[] built = header.numbers(RpmTag.BUILD_TIME);
        builtAt = Instant.ofEpochSecond(built.length == 0 ? 0 : built[0]);
    }

    /**
     * Reads the headers, and checks the header's digest where there is one.
     *
     * @throws io.kernelgraft.runtime.stage.StageFailure UPSTREAM {@code RPM_DAMAGED}, saying what is wrong with it
     */
    public static RpmFile open(Path path) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            return new RpmFile(path, in);
        } catch (IOException e) {
            throw DamagedRpm.failure(path, e);
        }
    }

    private static Nevra nevra(RpmHeader header) throws DamagedRpm {
        long[] epoch = header.numbers(RpmTag.EPOCH);
        // A source package names its build host's architecture; what tells it apart is that it has no source itself.
        String arch = header.string(RpmTag.SOURCE_RPM).isPresent() ? header.required(RpmTag.ARCH, "arch") : "src";
        String text = header.required(RpmTag.NAME, "name") + "-" + (epoch.length == 0 ? "" : epoch[0] + ":")
                + header.required(RpmTag.VERSION, "version") + "-" + header.required(RpmTag.RELEASE, "release") + "."
                + arch;
        try {
            return Nevra.parse(text);
        } catch (IllegalArgumentException e) {
            throw new DamagedRpm(e.getMessage());
        }
    }

    public Path path() {
        return path;
    }

    public Nevra nevra() {
        return nevra;
    }

    /** Every path the package owns, in the header's order. */
    public List<RpmEntry> files() {
        return files;
    }

    /** Names alone, with repetitions. */
    public List<String> provides() {
        return provides;
    }

    /** Names alone, with repetitions. */
    public List<String> requires() {
        return requires;
    }

    /** As the package says; 1970 if it does not. */
    public Instant builtAt() {
        return builtAt;
    }

    /** Sees one regular file of the payload; the stream ends with the file and need not be read. */
    @FunctionalInterface
    public interface Visitor {
        void visit(RpmEntry entry, InputStream content) throws IOException;
    }

    /**
     * Streams every regular file. Content is shown before the payload's digest could be compared, so what it was used for
     * counts only after this returned. Of hard links, only the last has content.
     *
     * @throws io.kernelgraft.runtime.stage.StageFailure UPSTREAM {@code RPM_DAMAGED}
     * @throws IOException what the visitor threw
     */
    public void payload(Visitor visitor) throws IOException {
        RpmPayload.read(this, visitor);
    }

    /** What the payload is compressed with: {@code zstd}, {@code xz}, {@code gzip} … */
    String compressor() throws DamagedRpm {
        return header.string(RpmTag.PAYLOAD_COMPRESSOR).orElse("gzip");
    }

    /** Hex sha256 of the compressed payload; part of the signed header. Packages from before 2017 have none. */
    Optional<String> payloadSha256() throws DamagedRpm {
        long[] algorithm = header.numbers(RpmTag.PAYLOAD_DIGEST_ALGORITHM);
        if (algorithm.length > 0 && algorithm[0] != RpmDigests.SHA256) {
            throw new DamagedRpm("its payload digest has algorithm " + algorithm[0] + ", expected 8 (SHA-256)");
        }
        return header.string(RpmTag.PAYLOAD_SHA256);
    }

    RpmHeader signatureHeader() {
        return signature;
    }

    RpmHeader header() {
        return header;
    }

    /** The compressed payload, to the end of the file. */
    InputStream openPayload() throws IOException {
        InputStream in = Files.newInputStream(path);
        try {
            in.skipNBytes(payloadOffset);
            return new BufferedInputStream(in, 1 << 16);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
