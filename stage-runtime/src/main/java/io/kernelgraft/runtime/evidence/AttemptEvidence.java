package io.kernelgraft.runtime.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What one attempt has put aside; a name used twice means the newer file. */
public final class AttemptEvidence implements Evidence {
    /** @param name file name people see */
    public record Item(String name, String mediaType, Path file) {}

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    private final Path directory;
    private final Map<String, Item> items = new LinkedHashMap<>();

    public AttemptEvidence(Path directory) {
        this.directory = directory;
    }

    @Override
    public synchronized void add(String name, String mediaType, Path file) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("evidence name '" + name + "' must match " + NAME);
        }
        items.put(name, new Item(name, mediaType, file));
    }

    @Override
    public void addText(String name, String text) {
        Path file = directory.resolve(name);
        add(name, "text/plain; charset=utf-8", file);
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("evidence " + name + " can't be written", e);
        }
    }

    synchronized Collection<Item> items() {
        return java.util.List.copyOf(items.values());
    }
}
