package io.kernelgraft.verifier.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** An image layer, entry by entry. */
public final class Layer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    public Layer() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    public Layer file(String path, String content) {
        return file(path, 0644, content.getBytes(StandardCharsets.UTF_8));
    }

    public Layer file(String path, int mode, byte[] content) {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setMode(mode);
        entry.setSize(content.length);
        return put(entry, content);
    }

    public Layer directory(String path) {
        return put(new TarArchiveEntry(path + "/"), new byte[0]);
    }

    public Layer symlink(String path, String target) {
        return link(path, target, TarConstants.LF_SYMLINK);
    }

    public Layer hardLink(String path, String target) {
        return link(path, target, TarConstants.LF_LINK);
    }

    public Layer device(String path) {
        return put(new TarArchiveEntry(path, TarConstants.LF_CHR), new byte[0]);
    }

    private Layer link(String path, String target, byte type) {
        TarArchiveEntry entry = new TarArchiveEntry(path, type);
        entry.setLinkName(target);
        return put(entry, new byte[0]);
    }

    private Layer put(TarArchiveEntry entry, byte[] content) {
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] tar() {
        try {
            tar.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, tar());
    }
}
