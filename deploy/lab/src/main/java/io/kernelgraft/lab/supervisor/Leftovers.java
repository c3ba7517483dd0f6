package io.kernelgraft.lab.supervisor;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.process.Command;
import io.kernelgraft.lab.process.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a lab that was killed left behind: processes that carry its mark in their environment or work on its database,
 * mounts below its directory, containers in its storages. Nothing of anybody else is touched.
 */
public final class Leftovers {
    private static final int PASSES = 40;

    private final LabHome home;

    public Leftovers(LabHome home) {
        this.home = home;
    }

    /** Removes all of it. */
    public void sweep() {
        killAll();
        for (Path mount : mounts()) {
            Command.run("umount", "--lazy", mount.toString());
        }
        if (mounts().isEmpty()) {
            FileTree.delete(home.storages());
            FileTree.delete(home.signer());
        }
    }

    /** Several passes: what is forked between looking and killing is seen by the next one. */
    private void killAll() {
        for (int pass = 0; pass < PASSES; pass++) {
            List<ProcessHandle> left = processes();
            if (left.isEmpty()) {
                return;
            }
            left.forEach(ProcessHandle::destroyForcibly);
            pause();
        }
        throw new IllegalStateException("processes of the lab that do not die: " + processes());
    }

    /** All that belong to this lab, but for this process and those it was started by. */
    public List<ProcessHandle> processes() {
        Set<Long> ours = new HashSet<>();
        for (ProcessHandle self = ProcessHandle.current();
                self != null;
                self = self.parent().orElse(null)) {
            ours.add(self.pid());
        }
        return ProcessHandle.allProcesses()
                .filter(process -> !ours.contains(process.pid()))
                .filter(process -> belongs(process.pid()))
                .toList();
    }

    private boolean belongs(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        return words(process.resolve("environ")).contains(LabHome.MARKER + "=" + home.directory())
                // PostgreSQL's own starter decides on its environment; its data directory is ours alone.
                || words(process.resolve("cmdline"))
                        .contains(home.run().resolve("postgres").toString())
                || postgresChild(process);
    }

    private boolean postgresChild(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd"))
                    .equals(home.run().resolve("postgres"));
        } catch (IOException e) {
            return false; // It has ended.
        }
    }

    private static List<String> words(Path file) {
        try {
            return Arrays.asList(
                    Files.readString(file, StandardCharsets.ISO_8859_1).split("\0"));
        } catch (IOException e) {
            return List.of(); // It has ended.
        }
    }

    /** Mount points below the lab's directory, deepest first. */
    public List<Path> mounts() {
        List<Path> mounts = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
                Path point = Path.of(line.split(" ")[4].replace("\\040", " "));
                if (point.startsWith(home.directory()) && !point.equals(home.directory())) {
                    mounts.add(point);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mounts.sort(Comparator.comparingInt(Path::getNameCount).reversed());
        return mounts;
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for processes to end", e);
        }
    }
}
