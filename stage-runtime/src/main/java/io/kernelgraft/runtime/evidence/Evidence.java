package io.kernelgraft.runtime.evidence;

import java.nio.file.Path;

/** What an attempt leaves for people; pushed to the registry when the attempt ends, whatever its outcome. */
public interface Evidence {
    /** @param name file name, {@code [a-z0-9][a-z0-9.-]*}; @param mediaType for example {@code text/plain} */
    void add(String name, String mediaType, Path file);

    void addText(String name, String text);
}
