package io.kernelgraft.verifier.image;

import io.kernelgraft.verifier.compression.Decompression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Lays layers over each other, the base first. Heap grows with the number of paths, never with the size of a file. */
final class LayerMerge {
    private final Node.Directory root = new Node.Directory(0755);
    private final WantedFiles wanted;
    private final Path spool;
    private long spooled;

    /** @param spool an empty directory for the contents that are wanted */
    LayerMerge(WantedFiles wanted, Path spool) {
        this.wanted = wanted;
        this.spool = spool;
    }

    Node.Directory root() {
        return root;
    }

    /**
     * @param layer the layer's blob; read a second time only if a wanted file is a hard link to one that is not, as
     *     in images that carry an ostree repository
     * @throws IOException when the layer is no tar archive, is cut short, or names a path outside the image
     */
    void add(Path layer) throws IOException {
        LayerPass pass = new LayerPass(root);
        eachEntry(layer, (path, entry, content) -> {
            Optional<Path> kept = LayerPass.isRegular(entry) && wanted.wants(path.toString())
                    ? Optional.of(keep(content))
                    : Optional.empty();
            pass.apply(path, entry, kept, wanted);
        });
        if (pass.lacksContents()) {
            eachEntry(layer, (path, entry, content) -> {
                if (pass.lacksContentOf(path)) {
                    pass.give(path, keep(content));
                }
            });
        }
    }

    // A number, never the entry's own name: nothing an image says becomes a path on this machine.
    private Path keep(InputStream content) throws IOException {
        Path file = spool.resolve(Long.toString(spooled++));
        Files.copy(content, file);
        return file;
    }

    private interface EntryVisitor {
        void visit(ImagePath path, TarArchiveEntry entry, InputStream content) throws IOException;
    }

    private static void eachEntry(Path layer, EntryVisitor visitor) throws IOException {
        try (InputStream in = Files.newInputStream(layer);
                TarArchiveInputStream tar = new TarArchiveInputStream(Decompression.open(in), "UTF-8")) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                ImagePath path = ImagePath.of(entry.getName());
                if (!path.isRoot()) {
                    visitor.visit(path, entry, tar);
                }
            }
        }
    }
}
