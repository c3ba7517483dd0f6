package io.kernelgraft.signer.layer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarFile;

/** An uncompressed layer: regular files alone, sorted, root's, of one time, so that equal files give an equal digest. */
final class LayerTar {
    private static final int BUFFER = 1024 * 1024;
    private static final int MODE = 0100644;

    private LayerTar() {}

    /** Removes each file once it is in the archive: a full kernel needs no third copy on the disk. */
    static void write(Path tar, List<UnsignedFile> sorted) throws IOException {
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(
                new BufferedOutputStream(Files.newOutputStream(tar), BUFFER), StandardCharsets.UTF_8.name())) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (UnsignedFile file : sorted) {
                TarArchiveEntry entry = new TarArchiveEntry(file.path());
                entry.setSize(Files.size(file.file()));
                entry.setMode(MODE);
                entry.setModTime(0);
                out.putArchiveEntry(entry);
                Files.copy(file.file(), out);
                out.closeArchiveEntry();
                Files.delete(file.file());
            }
        }
    }

    /** Reads what was written, one entry after the other, in any order. Not for several threads. */
    static final class Reader implements AutoCloseable {
        private final TarFile tar;

        Reader(Path tar) throws IOException {
            this.tar = new TarFile(tar);
        }

        List<String> paths() {
            return tar.getEntries().stream().map(TarArchiveEntry::getName).toList();
        }

        InputStream open(int index) throws IOException {
            return tar.getInputStream(tar.getEntries().get(index));
        }

        @Override
        public void close() throws IOException {
            tar.close();
        }
    }
}
