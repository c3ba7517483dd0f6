package io.kernelgraft.lab.copr;

import io.kernelgraft.lab.process.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which faults are on: those that have a file of their name in one directory, so a shell can switch them too. */
public final class Faults {
    private final Path directory;

    private Faults(Path directory) {
        this.directory = directory;
    }

    /** @param copr the directory that the COPR serves from; it need not be there yet */
    public static Faults below(Path copr) {
        return new Faults(copr.resolve("faults"));
    }

    public boolean isOn(Fault fault) {
        return Files.exists(directory.resolve(fault.wireName()));
    }

    public void on(Fault fault) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(fault.wireName()), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void allOff() {
        FileTree.delete(directory);
    }

    public void off(Fault fault) {
        try {
            Files.deleteIfExists(directory.resolve(fault.wireName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
