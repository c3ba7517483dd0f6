package io.kernelgraft.runtime.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in memory that is full after a few MiB. Needs root. */
public record SmallDisk(Path directory) implements AutoCloseable {
    /** @param directory is made, and removed by closing */
    public static SmallDisk mount(Path directory, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "kernelgraft-test", directory.toString());
        return new SmallDisk(directory);
    }

    /** Takes all but so much, in one file. */
    public void leave(int megabytes) throws IOException {
        Path filler = directory.resolve("filler");
        Files.deleteIfExists(filler);
        long bytes = Files.getFileStore(directory).getUsableSpace() - ((long) megabytes << 20);
        byte[] mebibyte = new byte[1 << 20];
        try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
            for (long written = 0; written < bytes; written += mebibyte.length) {
                file.write(mebibyte, 0, (int) Math.min(mebibyte.length, bytes - written));
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", "--lazy", directory.toString());
        Files.delete(directory);
    }

    private static void run(String... argv) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(argv).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", argv) + " exited " + exit);
        }
    }
}
