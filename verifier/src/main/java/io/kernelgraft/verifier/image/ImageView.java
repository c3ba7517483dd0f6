package io.kernelgraft.verifier.image;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An image as its user will see it.
 *
 * @param labels the image config's labels
 */
public record ImageView(Node.Directory root, Map<String, String> labels) {
    // Linux's own limit (ELOOP).
    private static final int MOST_SYMLINKS = 40;

    /** One regular file of the image, under the path it was found at. */
    public record FoundFile(String path, Node.RegularFile file) {}

    public ImageView {
        labels = Map.copyOf(labels);
    }

    /** Follows symbolic links, absolute ones from the image's root; empty if there is nothing, or a loop. */
    public Optional<Node> lookup(String path) {
        Deque<String> todo = new ArrayDeque<>(names(path));
        Deque<Node.Directory> above = new ArrayDeque<>();
        Node at = root;
        int symlinks = 0;
        while (!todo.isEmpty()) {
            String name = todo.pop();
            if (!(at instanceof Node.Directory directory)) {
                return Optional.empty();
            }
            if (name.equals("..")) {
                at = above.isEmpty() ? root : above.pop();
                continue;
            }
            Node next = directory.child(name);
            if (next instanceof Node.Symlink(String target)) {
                if (++symlinks > MOST_SYMLINKS) {
                    return Optional.empty();
                }
                if (target.startsWith("/")) {
                    above.clear();
                    at = root;
                }
                List<String> names = names(target);
                for (int i = names.size() - 1; i >= 0; i--) {
                    todo.push(names.get(i));
                }
            } else if (next == null) {
                return Optional.empty();
            } else {
                above.push(directory);
                at = next;
            }
        }
        return Optional.of(at);
    }

    public Optional<Node.Directory> directory(String path) {
        return lookup(path).filter(Node.Directory.class::isInstance).map(Node.Directory.class::cast);
    }

    public Optional<Node.RegularFile> file(String path) {
        return lookup(path).filter(Node.RegularFile.class::isInstance).map(Node.RegularFile.class::cast);
    }

    /** The regular files below a directory, in order; symbolic links inside it are not followed. */
    public List<FoundFile> files(String below, Predicate<String> path) {
        List<FoundFile> found = new ArrayList<>();
        directory(below).ifPresent(directory -> collect(directory, below, path, found));
        return found;
    }

    private static void collect(Node.Directory directory, String at, Predicate<String> wanted, List<FoundFile> found) {
        directory.children().forEach((name, node) -> {
            String path = at.isEmpty() ? name : at + "/" + name;
            switch (node) {
                case Node.Directory below -> collect(below, path, wanted, found);
                case Node.RegularFile file when wanted.test(path) -> found.add(new FoundFile(path, file));
                case Node.RegularFile _, Node.Symlink _, Node.Special _ -> {}
            }
        });
    }

    private static List<String> names(String path) {
        return Arrays.stream(path.split("/"))
                .filter(name -> !name.isEmpty() && !name.equals("."))
                .toList();
    }
}
