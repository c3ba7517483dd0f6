package io.kernelgraft.runtime.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Kills a program with everything it started. Children are found by their parent and, where they have cut that tie, by
 * a marker in the environment that every tool of an attempt inherits.
 */
public final class ProcessTree {
    /** Holds the attempt's log directory, so also the service's workspace as a prefix. */
    static final String MARKER = "KERNELGRAFT_ATTEMPT";

    private ProcessTree() {}

    static void kill(ProcessHandle root) {
        // Twice: what was forked between listing and killing has lost its parent by then, but not its own children.
        for (int pass = 0; pass < 2; pass++) {
            root.descendants().toList().forEach(ProcessHandle::destroyForcibly);
            root.destroyForcibly();
        }
    }

    /**
     * Kills every process whose marker is {@code path} or lies below it, with its descendants.
     *
     * @return how many there were
     */
    public static int killMarked(Path path) {
        Set<Long> pids = new HashSet<>();
        ProcessHandle.allProcesses()
                .filter(process -> marked(process.pid(), path))
                .forEach(process -> {
                    process.descendants().map(ProcessHandle::pid).forEach(pids::add);
                    pids.add(process.pid());
                });
        pids.remove(ProcessHandle.current().pid());
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        return pids.size();
    }

    private static boolean marked(long pid, Path path) {
        String mark = MARKER + "=" + path;
        try {
            String environment =
                    Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
            return Stream.of(environment.split("\0"))
                    .anyMatch(entry -> entry.equals(mark) || entry.startsWith(mark + "/"));
        } catch (IOException e) {
            return false; // Gone by now, or another user's: not ours.
        }
    }
}
