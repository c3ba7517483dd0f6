package io.kernelgraft.lab.copr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which faults are on: those that have a file of their name in one directory, so a shell can switch them too. */
public final class Faults {
    private final Path directory;

    Faults(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    public boolean isOn(Fault fault) {
        return Files.exists(directory.resolve(fault.wireName()));
    }

    public void on(Fault fault) {
        try {
            Files.writeString(directory.resolve(fault.wireName()), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void off(Fault fault) {
        try {
            Files.deleteIfExists(directory.resolve(fault.wireName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
