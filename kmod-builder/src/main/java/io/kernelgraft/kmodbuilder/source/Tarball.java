package io.kernelgraft.kmodbuilder.source;

import io.kernelgraft.runtime.disk.DiskFull;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** Unpacks a tarball somebody else has made: nothing of it is written outside of the directory, nor leads out of it. */
final class Tarball {
    private static final long MOST_BYTES = 2L << 30;
    private static final int MOST_ENTRIES = 200_000;

    private Tarball() {}

    /**
     * Directories, files and links to what is within.
     *
     * @param directory exists and is empty
     * @throws UnusableSource naming the entry
     */
    static void unpack(Path tarball, Path directory) {
        long bytes = 0;
        int entries = 0;
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(tarball));
                TarArchiveInputStream tar = new TarArchiveInputStream(decompressed(raw))) {
            for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                bytes += Math.max(0, entry.getSize());
                if (bytes > MOST_BYTES || ++entries > MOST_ENTRIES) {
                    throw new UnusableSource("more than " + MOST_BYTES + " bytes or " + MOST_ENTRIES + " entries");
                }
                write(entry, tar, directory);
            }
        } catch (IOException | IllegalArgumentException e) {
            if (DiskFull.in(e).isPresent()) {
                // Not these sources' fault: the attempt ends, and there is another (failure F72).
                throw new IllegalStateException(tarball.getFileName() + " can't be unpacked", e);
            }
            throw new UnusableSource("not a tarball that can be read: " + e.getMessage());
        }
    }

    private static InputStream decompressed(InputStream raw) throws IOException {
        try {
            String form = CompressorStreamFactory.detect(raw);
            return new BufferedInputStream(
                    new CompressorStreamFactory(true, 256 << 10).createCompressorInputStream(form, raw));
        } catch (CompressorException e) {
            // Not compressed.
            return raw;
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path directory) throws IOException {
        if (entry.isGlobalPaxHeader()) {
            return;
        }
        Path target = within(directory, directory, entry.getName(), entry);
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            within(directory, target.getParent(), upFirst(entry), entry);
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Path earlier = within(directory, directory, entry.getLinkName(), entry);
            if (!Files.isRegularFile(earlier, LinkOption.NOFOLLOW_LINKS)) {
                throw new UnusableSource("'" + entry.getName() + "' is another name of what is no file before it");
            }
            // Not a copy: a small tarball can have very many names of a large file.
            Files.createLink(target, earlier);
        } else if (isRegular(entry)) {
            Files.copy(content, target);
            if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true, false)) {
                throw new IOException(entry.getName() + " can't be made executable");
            }
        } else {
            throw new UnusableSource("'" + entry.getName() + "' is neither a file, a directory nor a link");
        }
    }

    // Not isFile: that is everything but directories.
    private static boolean isRegular(TarArchiveEntry entry) {
        byte type = entry.getLinkFlag();
        return type == TarConstants.LF_NORMAL || type == TarConstants.LF_OLDNORM;
    }

    /** A link's target, unless it goes down and up again: after going down through another link, up is not where it seems. */
    private static String upFirst(TarArchiveEntry entry) {
        boolean down = false;
        for (Path part : Path.of(entry.getLinkName())) {
            boolean up = part.toString().equals("..");
            if (up && down) {
                throw new UnusableSource("'" + entry.getName() + "' leads down and up again");
            }
            down = down || !up && !part.toString().equals(".");
        }
        return entry.getLinkName();
    }

    private static Path within(Path directory, Path from, String name, TarArchiveEntry entry) throws IOException {
        Path path = from.resolve(name).normalize();
        if (name.startsWith("/") || !path.startsWith(directory)) {
            throw new UnusableSource("'" + entry.getName() + "' leads out of the tarball");
        }
        // A link that is there already must not be written through, wherever it leads.
        for (Path at = path.getParent(); at.startsWith(directory) && !at.equals(directory); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                throw new UnusableSource("'" + entry.getName() + "' goes through a link");
            }
        }
        return path;
    }
}
