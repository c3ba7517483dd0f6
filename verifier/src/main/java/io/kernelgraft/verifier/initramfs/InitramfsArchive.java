package io.kernelgraft.verifier.initramfs;

import io.kernelgraft.verifier.compression.Decompression;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An initramfs as the kernel unpacks it: early archives (microcode) that are not compressed, zero padding, and the
 * main archive, compressed.
 *
 * @param entries of all archives, in order
 */
public record InitramfsArchive(Path file, List<CpioEntry> entries) {
    private static final int LONGEST_MAGIC = 6;

    public InitramfsArchive {
        entries = List.copyOf(entries);
    }

    /** @throws IOException when it is no initramfs, or is cut short */
    public static InitramfsArchive open(Path file) throws IOException {
        List<CpioEntry> entries = new ArrayList<>();
        visit(file, (entry, content) -> entries.add(entry));
        return new InitramfsArchive(file, entries);
    }

    /** The first entry that is wanted. */
    public Optional<CpioEntry> find(Predicate<CpioEntry> wanted) {
        return entries.stream().filter(wanted).findFirst();
    }

    /** Reads the archive again; the visitor sees every entry with its content. */
    public void each(CpioReader.Visitor visitor) throws IOException {
        visit(file, visitor);
    }

    private static void visit(Path file, CpioReader.Visitor visitor) throws IOException {
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            boolean any = false;
            while (skipZeros(in)) {
                any = true;
                if (CpioReader.isMagic(peek(in))) {
                    new CpioReader(in).read(visitor);
                } else if (Decompression.of(peek(in)) != Decompression.NONE) {
                    main(Decompression.open(in), visitor);
                    return;
                } else {
                    throw new IOException("neither cpio nor gzip, xz or zstd: begins with " + hex(peek(in)));
                }
            }
            if (!any) {
                throw new IOException("empty");
            }
        }
    }

    private static void main(InputStream plain, CpioReader.Visitor visitor) throws IOException {
        new CpioReader(plain).read(visitor);
        // To the end, so that the compression's own checksum has been seen.
        plain.transferTo(OutputStream.nullOutputStream());
    }

    private static boolean skipZeros(BufferedInputStream in) throws IOException {
        int next;
        do {
            in.mark(1);
            next = in.read();
        } while (next == 0);
        in.reset();
        return next > 0;
    }

    private static byte[] peek(BufferedInputStream in) throws IOException {
        in.mark(LONGEST_MAGIC);
        byte[] start = in.readNBytes(LONGEST_MAGIC);
        in.reset();
        return start;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
