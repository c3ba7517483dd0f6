package io.kernelgraft.runtime.container;

import io.kernelgraft.runtime.tool.OutputFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Two files on the host that a program in a container writes to in place of the streams it was started with. */
record ContainerOutput(Path directory) implements AutoCloseable {
    /** Where the directory is shown inside. */
    static final String INSIDE = "/run/kernelgraft-output";

    /** The program and its arguments stay arguments: nothing of them is read by the shell. */
    private static final String SCRIPT =
            "exec >>" + INSIDE + "/stdout 2>>" + INSIDE + "/stderr || exit 126; exec \"$@\"";

    static ContainerOutput in(Path parent) {
        try {
            Path directory = Files.createTempDirectory(parent, "output");
            reserve(Files.createFile(directory.resolve("stdout")));
            reserve(Files.createFile(directory.resolve("stderr")));
            return new ContainerOutput(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Blocks for the first MiB, so that a program whose disk is full can still say so (failure F72). The script appends: to
     * truncate the file would give them back.
     */
    private static void reserve(Path file) throws IOException {
        Process reserving = new ProcessBuilder("fallocate", "--keep-size", "--length", "1MiB", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            // It fails where the file system can't, or has no MiB left: then a full disk is known by what is free.
            if (!reserving.waitFor(5, TimeUnit.SECONDS)) {
                reserving.destroyForcibly();
            }
        } catch (InterruptedException e) {
            reserving.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    OutputFiles files() {
        return new OutputFiles(directory.resolve("stdout"), directory.resolve("stderr"));
    }

    List<String> redirected(List<String> argv) {
        List<String> all = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh"));
        all.addAll(argv);
        return all;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(directory.resolve("stdout"));
            Files.deleteIfExists(directory.resolve("stderr"));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
