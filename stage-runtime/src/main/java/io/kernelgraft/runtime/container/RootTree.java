package io.kernelgraft.runtime.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The files of a mounted container. Paths are resolved as the container itself would: a link to {@code /etc} means the
 * container's, and no number of {@code ..} leads out.
 */
public record RootTree(Path root) {
    private static final int MOST_LINKS = 40;

    /**
     * Where the path is on this machine; the last part need not exist, and links in it are followed.
     *
     * @param inside absolute path inside the container
     */
    public Path resolve(String inside) throws IOException {
        return walk(inside, true);
    }

    /** Like {@link #resolve}, but the last part itself is not followed if it is a link. */
    public Path resolveLast(String inside) throws IOException {
        return walk(inside, false);
    }

    private Path walk(String inside, boolean followLast) throws IOException {
        if (!inside.startsWith("/")) {
            throw new IllegalArgumentException("a path inside a container begins with '/', not '" + inside + "'");
        }
        Deque<String> left = parts(inside);
        Path at = root;
        int links = 0;
        while (!left.isEmpty()) {
            String part = left.pop();
            if (part.equals("..")) {
                at = at.equals(root) ? root : at.getParent();
                continue;
            }
            Path next = at.resolve(part);
            if (!Files.isSymbolicLink(next) || (left.isEmpty() && !followLast)) {
                at = next;
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new IOException("more than " + MOST_LINKS + " links in " + inside);
            }
            String target = Files.readSymbolicLink(next).toString();
            if (target.startsWith("/")) {
                at = root;
            }
            Deque<String> more = parts(target);
            more.addAll(left);
            left = more;
        }
        return at;
    }

    /** Whether there is anything at the path, a dangling link included. */
    public boolean exists(String inside) throws IOException {
        return Files.exists(resolveLast(inside), LinkOption.NOFOLLOW_LINKS);
    }

    private static Deque<String> parts(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }
}
