package io.kernelgraft.verifier.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * One layer's entries applied to the tree that the layers below have made.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md">OCI layer: whiteouts, opaque
 *     directories, hard links</a>
 */
final class LayerPass {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private record Place(Node.Directory parent, String name) {}

    private final Node.Directory root;
    // A whiteout hides what lower layers put there, not what this one does, wherever in the archive it stands.
    private final Set<Node> ofThisLayer = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, List<Place>> lackingContent = new HashMap<>();

    LayerPass(Node.Directory root) {
        this.root = root;
    }

    /** @throws IOException for a hard link to something that is no file */
    void apply(ImagePath path, TarArchiveEntry entry, Optional<Path> content, WantedFiles wanted) throws IOException {
        Node.Directory parent = directory(path.parents());
        String name = path.name();
        if (name.equals(OPAQUE)) {
            hideLower(parent);
        } else if (name.startsWith(WHITEOUT)) {
            hideLower(parent, name.substring(WHITEOUT.length()));
        } else {
            Node node = node(parent.child(name), path, entry, content);
            parent.put(name, node);
            ofThisLayer.add(node);
            if (entry.isLink() && wanted.wants(path.toString()) && !hasContent(node)) {
                lackingContent
                        .computeIfAbsent(ImagePath.of(entry.getLinkName()).toString(), target -> new ArrayList<>())
                        .add(new Place(parent, name));
            }
        }
    }

    boolean lacksContents() {
        return !lackingContent.isEmpty();
    }

    boolean lacksContentOf(ImagePath target) {
        return lackingContent.containsKey(target.toString());
    }

    void give(ImagePath target, Path content) {
        for (Place place : lackingContent.remove(target.toString())) {
            if (place.parent.child(place.name) instanceof Node.RegularFile file) {
                place.parent.put(
                        place.name,
                        new Node.RegularFile(file.mode(), file.size(), file.modifiedSeconds(), Optional.of(content)));
            }
        }
    }

    private Node node(Node there, ImagePath path, TarArchiveEntry entry, Optional<Path> content) throws IOException {
        int mode = entry.getMode() & 07777;
        if (entry.isDirectory()) {
            if (there instanceof Node.Directory directory) {
                directory.mode(mode);
                return directory;
            }
            return new Node.Directory(mode);
        }
        if (entry.isLink()) {
            return linked(path, ImagePath.of(entry.getLinkName()));
        }
        if (entry.isSymbolicLink()) {
            return new Node.Symlink(entry.getLinkName());
        }
        if (isRegular(entry)) {
            return new Node.RegularFile(
                    mode,
                    entry.getSize(),
                    entry.getLastModifiedTime().toInstant().getEpochSecond(),
                    content);
        }
        return new Node.Special(mode);
    }

    /** The library calls everything a file that is no directory. */
    static boolean isRegular(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isLink()
                && !entry.isSymbolicLink()
                && !entry.isBlockDevice()
                && !entry.isCharacterDevice()
                && !entry.isFIFO();
    }

    private Node linked(ImagePath path, ImagePath target) throws IOException {
        Node node = root;
        for (String name : target.names()) {
            node = node instanceof Node.Directory directory ? directory.child(name) : null;
        }
        if (node == null || node instanceof Node.Directory) {
            throw new IOException("hard link '" + path + "' to '" + target + "', which is no file");
        }
        return node;
    }

    /** A path through anything that is no directory replaces it, as unpacking would. */
    private Node.Directory directory(Iterable<String> path) {
        Node.Directory at = root;
        for (String name : path) {
            if (!(at.child(name) instanceof Node.Directory)) {
                at.put(name, new Node.Directory(0755));
            }
            at = (Node.Directory) at.child(name);
            ofThisLayer.add(at);
        }
        return at;
    }

    private void hideLower(Node.Directory directory) {
        for (String name : List.copyOf(directory.children().keySet())) {
            hideLower(directory, name);
        }
    }

    private void hideLower(Node.Directory parent, String name) {
        Node node = parent.child(name);
        if (!ofThisLayer.contains(node)) {
            parent.remove(name);
        } else if (node instanceof Node.Directory directory) {
            hideLower(directory);
        }
    }

    private static boolean hasContent(Node node) {
        return node instanceof Node.RegularFile file && file.content().isPresent();
    }
}
