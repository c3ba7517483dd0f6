package io.kernelgraft.lab.copr;

import io.kernelgraft.lab.process.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which faults are on: those that have a file of their name in one directory, so a shell can switch them too. One of all
 * projects lies in the directory itself, one of a single project in a directory of the project's name.
 */
public final class Faults {
    private final Path directory;

    private Faults(Path directory) {
        this.directory = directory;
    }

    /** @param copr the directory that the COPR serves from; it need not be there yet */
    public static Faults below(Path copr) {
        return new Faults(copr.resolve("faults"));
    }

    /** For every project. */
    public boolean isOn(Fault fault) {
        return Files.exists(directory.resolve(fault.wireName()));
    }

    /** For that project: its own, or everybody's. */
    boolean isOn(Fault fault, CoprProject project) {
        return isOn(fault) || Files.exists(file(fault, project));
    }

    public void on(Fault fault) {
        create(directory.resolve(fault.wireName()));
    }

    void on(Fault fault, CoprProject project) {
        create(file(fault, project));
    }

    public void off(Fault fault) {
        delete(directory.resolve(fault.wireName()));
    }

    void off(Fault fault, CoprProject project) {
        delete(file(fault, project));
    }

    private Path file(Fault fault, CoprProject project) {
        return directory.resolve(project.name()).resolve(fault.wireName());
    }

    private static void create(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void allOff() {
        FileTree.delete(directory);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
