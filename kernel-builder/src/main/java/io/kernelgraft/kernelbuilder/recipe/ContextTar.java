package io.kernelgraft.kernelbuilder.recipe;

import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Files and links of an image as a tar archive, root's and of one time: what a recipe ADDs of our own making. */
public final class ContextTar {
    private ContextTar() {}

    /** @param paths absolute, inside the image; directories on the way are not in the archive */
    public static void write(RootTree image, List<String> paths, Path tar) throws IOException {
        try (TarArchiveOutputStream out =
                new TarArchiveOutputStream(Files.newOutputStream(tar), StandardCharsets.UTF_8.name())) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (String path : paths) {
                Path file = image.resolveLast(path);
                if (Files.isSymbolicLink(file)) {
                    TarArchiveEntry link = new TarArchiveEntry(path.substring(1), TarConstants.LF_SYMLINK);
                    link.setLinkName(Files.readSymbolicLink(file).toString());
                    link.setModTime(0);
                    out.putArchiveEntry(link);
                } else {
                    TarArchiveEntry entry = new TarArchiveEntry(path.substring(1));
                    entry.setSize(Files.size(file));
                    entry.setMode(0100000 | mode(Files.getPosixFilePermissions(file)));
                    entry.setModTime(0);
                    out.putArchiveEntry(entry);
                    Files.copy(file, out);
                }
                out.closeArchiveEntry();
            }
        }
    }

    private static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        // Declared from the owner's read to the others' execute, as the bits are.
        for (PosixFilePermission each : PosixFilePermission.values()) {
            mode = mode << 1 | (permissions.contains(each) ? 1 : 0);
        }
        return mode;
    }
}
