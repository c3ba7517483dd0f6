package io.kernelgraft.verifier.image;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a path of the image is. */
public sealed interface Node {

    /** Permission bits as the tar header has them, for example {@code 0600}. */
    int mode();

    final class Directory implements Node {
        private final TreeMap<String, Node> children = new TreeMap<>();
        private int mode;

        Directory(int mode) {
            this.mode = mode;
        }

        @Override
        public int mode() {
            return mode;
        }

        void mode(int mode) {
            this.mode = mode;
        }

        /** By name, in order of name. */
        public SortedMap<String, Node> children() {
            return Collections.unmodifiableSortedMap(children);
        }

        Node child(String name) {
            return children.get(name);
        }

        void put(String name, Node child) {
            children.put(name, child);
        }

        void remove(String name) {
            children.remove(name);
        }

        void clear() {
            children.clear();
        }
    }

    /**
     * @param size bytes
     * @param modifiedSeconds since 1970
     * @param content where the bytes were spooled, if they were wanted; shared by hard links
     */
    record RegularFile(int mode, long size, long modifiedSeconds, Optional<Path> content) implements Node {}

    record Symlink(String target) implements Node {
        @Override
        public int mode() {
            return 0777;
        }
    }

    /** Device or FIFO. */
    record Special(int mode) implements Node {}
}
