package io.kernelgraft.lab.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The blobs that the services keep on disk: {@code <service>-blobs/sha256/<hex>} in one directory. */
record PoisonedCache(Path workspaces) {
    /** Changes a byte in the middle of each. @return how many there are */
    int poison() {
        try (Stream<Path> files = Files.isDirectory(workspaces) ? Files.walk(workspaces, 3) : Stream.of()) {
            List<Path> blobs = files.filter(Files::isRegularFile)
                    .filter(file -> file.getParent()
                            .getParent()
                            .getFileName()
                            .toString()
                            .endsWith("-blobs"))
                    .filter(file -> file.getParent().endsWith("sha256"))
                    .toList();
            for (Path blob : blobs) {
                poison(blob);
            }
            return blobs.size();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot damage the blobs below " + workspaces, e);
        }
    }

    private static void poison(Path blob) throws IOException {
        try (FileChannel file = FileChannel.open(blob, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (file.size() > 0) {
                ByteBuffer one = ByteBuffer.allocate(1);
                file.read(one, file.size() / 2);
                one.put(0, (byte) ~one.get(0)).flip();
                file.write(one, file.size() / 2);
            }
        }
    }
}
