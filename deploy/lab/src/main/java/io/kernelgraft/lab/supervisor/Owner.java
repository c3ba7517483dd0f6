package io.kernelgraft.lab.supervisor;

import io.kernelgraft.lab.home.LabHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The process that owns a lab: it holds a lock, which the kernel gives back whatever way the process ends, and is named
 * in a pid file, with its start time, for a pid alone may belong to somebody else by now.
 */
public final class Owner implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path pidFile;
    private final Path lockFile;
    private FileChannel lock;

    public Owner(LabHome home) {
        this.pidFile = home.directory().resolve("lab.pid");
        this.lockFile = home.directory().resolve("lab.lock");
    }

    /**
     * Becomes the owner; waits while somebody else still cleans up.
     *
     * @throws IllegalStateException if the lab runs already
     */
    public void claim() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!tryClaim()) {
            alive().ifPresent(other -> {
                throw new IllegalStateException(
                        "this lab runs already, with pid " + other.pid() + "; end it with: make lab-down");
            });
            if (System.nanoTime() > end) {
                throw new IllegalStateException("another process holds " + lockFile);
            }
            pause();
        }
    }

    /** Becomes the owner, or says that there is one. */
    public boolean tryClaim() {
        try {
            Files.createDirectories(lockFile.getParent());
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                return false;
            }
            lock = channel;
            ProcessHandle self = ProcessHandle.current();
            Files.writeString(pidFile, self.pid() + " " + startTime(self) + "\n");
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot own the lab in " + lockFile.getParent(), e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ownedByThisVeryProcess) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (lock != null) {
                Files.deleteIfExists(pidFile);
                lock.close();
                lock = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The owner, if it still runs and is not this process. */
    public Optional<ProcessHandle> alive() {
        try {
            String[] words = Files.readString(pidFile).strip().split(" ");
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(process -> !process.equals(ProcessHandle.current()))
                    .filter(process -> Long.toString(startTime(process)).equals(words[1]));
        } catch (IOException | RuntimeException none) {
            // No file, or not one of ours: nobody owns the lab.
            return Optional.empty();
        }
    }

    /** Asks the owner to end and waits for it; kills it if it takes more than a minute. */
    public static void end(ProcessHandle owner) {
        owner.destroy();
        try {
            owner.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            owner.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for pid " + owner.pid(), e);
        }
    }

    private static long startTime(ProcessHandle process) {
        return process.info().startInstant().orElseThrow().toEpochMilli();
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the lab", e);
        }
    }
}
