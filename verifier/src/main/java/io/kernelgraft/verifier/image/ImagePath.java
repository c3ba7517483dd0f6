package io.kernelgraft.verifier.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A path of a tar entry, taken apart; it never leaves the image. */
record ImagePath(List<String> names) {

    /** @throws IOException when the path has a {@code ..} in it */
    static ImagePath of(String path) throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                throw new IOException("path outside the image: '" + path + "'");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return new ImagePath(names);
    }

    boolean isRoot() {
        return names.isEmpty();
    }

    String name() {
        return names.getLast();
    }

    List<String> parents() {
        return names.subList(0, names.size() - 1);
    }

    @Override
    public String toString() {
        return String.join("/", names);
    }
}
