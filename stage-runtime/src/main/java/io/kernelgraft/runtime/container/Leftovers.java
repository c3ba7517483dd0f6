package io.kernelgraft.runtime.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What a killed predecessor left in its storage: programs that still run in its containers, the containers, their
 * mounts, temporary files. Nothing outside the storage is touched. Images stay, they are good.
 */
final class Leftovers {
    private static final Logger LOGGER = Logger.getLogger(Leftovers.class);

    private final Path storage;
    private final List<String> removeContainers;
    private final Duration deadline;

    Leftovers(Path storage, List<String> removeContainers, Duration deadline) {
        this.storage = storage.toAbsolutePath().normalize();
        this.removeContainers = removeContainers;
        this.deadline = deadline;
    }

    void remove() throws IOException {
        for (ProcessHandle process : programs()) {
            LOGGER.infof("killing pid %d, left in %s by a predecessor", process.pid(), storage);
            process.destroyForcibly();
        }
        run(removeContainers);
        for (Path mount : mounts()) {
            run(List.of("umount", "--lazy", mount.toString()));
        }
        deleteTree(storage.resolve("tmp"));
    }

    /** Programs that were given this storage, or whose root directory is in it. */
    List<ProcessHandle> programs() {
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self && isInStorage(process.pid()))
                .toList();
    }

    private boolean isInStorage(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            String root = Files.readSymbolicLink(process.resolve("root")).toString();
            if (root.startsWith(storage + "/")) {
                return true;
            }
            String[] argv = Files.readString(process.resolve("cmdline"), java.nio.charset.StandardCharsets.ISO_8859_1)
                    .split("\0");
            return Arrays.asList(argv).contains(storage.resolve("root").toString());
        } catch (IOException e) {
            // It ended meanwhile, or is none of ours to look at.
            return false;
        }
    }

    /** Mount points in the storage, deepest first. */
    private List<Path> mounts() throws IOException {
        List<Path> mounts = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            String point = line.split(" ")[4];
            if (point.startsWith(storage + "/")) {
                mounts.add(Path.of(point));
            }
        }
        mounts.sort(Comparator.comparingInt(Path::getNameCount).reversed());
        return mounts;
    }

    private void run(List<String> argv) throws IOException {
        Path output = Files.createTempFile("kernelgraft", ".log");
        try {
            Process process = new ProcessBuilder(argv)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                LOGGER.warnf("%s did not end within %s", argv, deadline);
            } else if (process.exitValue() != 0) {
                LOGGER.warnf("%s: %s", argv, Files.readString(output).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Files.delete(output);
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
