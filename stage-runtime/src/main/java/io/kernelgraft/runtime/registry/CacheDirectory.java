package io.kernelgraft.runtime.registry;

import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.runtime.disk.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The files of the cache: {@code sha256/<hex>}, which appear whole or not at all, and {@code tmp}. Several processes may
 * work in it at once. A file's modification time is when it was last used. Removing one takes nothing from somebody who
 * is reading it: the file system keeps an open file's bytes.
 */
final class CacheDirectory {
    private static final Logger LOG = Logger.getLogger(CacheDirectory.class);
    /** A file that is being written is never this old; an older one is a killed process's. */
    private static final Duration WRITING = Duration.ofHours(1);

    private final Path blobs;
    private final Path temporary;
    private final long quota;
    private final Clock clock;

    /** @param quota bytes that all blobs together may have */
    CacheDirectory(Path directory, long quota, Clock clock) {
        Path absolute = directory.toAbsolutePath().normalize();
        this.blobs = absolute.resolve("sha256");
        this.temporary = absolute.resolve("tmp");
        this.quota = quota;
        this.clock = clock;
    }

    /** Writes a blob's bytes to a file that does not exist yet. */
    @FunctionalInterface
    interface Content {
        void to(Path file) throws IOException;
    }

    private record Kept(Path file, long size, Instant lastUsed) {}

    Path entry(Digest digest) {
        return blobs.resolve(digest.hex());
    }

    /** A blob larger than the whole quota is not taken. */
    void add(Digest digest, long size, Content content) throws IOException {
        if (size > quota || Files.exists(entry(digest))) {
            return;
        }
        Files.createDirectories(blobs);
        Files.createDirectories(temporary);
        makeRoom(size);
        Path part = temporary.resolve(UUID.randomUUID().toString());
        try {
            content.to(part);
            Files.move(part, entry(digest), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Removes the least recently used blobs until so much is free on that disk, if they are on it. */
    synchronized void shrink(Disk disk, long free) {
        try {
            if (!Files.exists(blobs) || !Disk.of(blobs).sameAs(disk)) {
                return;
            }
            for (Kept blob : oldestFirst()) {
                if (disk.free() >= free) {
                    return;
                }
                Files.deleteIfExists(blob.file());
                LOG.infof(
                        "removed blob %s to make room, last used %s",
                        blob.file().getFileName(), blob.lastUsed());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(blobs + " can't be made smaller", e);
        }
    }

    /** Removes the least recently used blobs until {@code bytes} more are within the quota. */
    private synchronized void makeRoom(long bytes) throws IOException {
        Instant abandoned = clock.instant().minus(WRITING);
        for (Kept part : list(temporary)) {
            if (part.lastUsed().isBefore(abandoned)) {
                Files.deleteIfExists(part.file());
            }
        }
        List<Kept> oldestFirst = oldestFirst();
        long all = oldestFirst.stream().mapToLong(Kept::size).sum();
        for (Kept blob : oldestFirst) {
            if (all + bytes <= quota) {
                return;
            }
            Files.deleteIfExists(blob.file());
            all -= blob.size();
            LOG.debugf("removed blob %s, last used %s", blob.file().getFileName(), blob.lastUsed());
        }
    }

    private List<Kept> oldestFirst() throws IOException {
        List<Kept> files = list(blobs);
        files.sort(Comparator.comparing(Kept::lastUsed));
        return files;
    }

    private static List<Kept> list(Path directory) throws IOException {
        List<Kept> files = new ArrayList<>();
        try (Stream<Path> stream = Files.list(directory)) {
            for (Path file : stream.toList()) {
                try {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    files.add(new Kept(
                            file,
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
                } catch (NoSuchFileException e) {
                    // Another process was faster.
                    LOG.debugf("%s is gone", file);
                }
            }
        }
        return files;
    }
}
