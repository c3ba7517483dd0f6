package io.kernelgraft.signer.fuzz;

import io.kernelgraft.signer.kernel.KernelParsers;
import io.kernelgraft.signer.module.ModuleParsers;
import io.kernelgraft.signer.rpm.RpmParsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All that read what others wrote. */
final class Parsers {
    private static final Path MEMORY = Path.of("/dev/shm");

    private Parsers() {}

    /** @param otherwise where files go if the machine has no file system in memory */
    static List<Parser> all(Path otherwise) throws IOException {
        Path scratch = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "kernelgraft-fuzz") : otherwise;
        List<Parser> all = new ArrayList<>();
        all.addAll(RpmParsers.all(scratch));
        all.addAll(ModuleParsers.all(scratch));
        all.addAll(KernelParsers.all(scratch));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(scratch)));
        return all;
    }

    private static void remove(Path directory) {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            System.err.println("left behind: " + directory + ": " + e);
        }
    }
}
