package io.kernelgraft.runtime.registry;

import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.runtime.disk.Disk;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Blobs on disk, named by their digest. It is never in the way: whatever is wrong with it (absent, full, unreadable, an
 * entry with other bytes than its name says, failure H7) means that the blob is fetched. Callers get a copy, not a link:
 * with a link a stage that changes its file would change the cache's too. The copy is what is checked, each time, so that
 * nothing can come between check and use; file systems that can share blocks do so for it.
 */
@ApplicationScoped
public class BlobCache {
    private static final Logger LOG = Logger.getLogger(BlobCache.class);

    private final Optional<CacheDirectory> directory;
    private final Clock clock;

    @Inject
    BlobCache(RegistryConfig config) {
        this(config, Clock.systemUTC());
    }

    /** In a plain program. */
    public static BlobCache of(RegistryConfig config) {
        return new BlobCache(config, Clock.systemUTC());
    }

    BlobCache(RegistryConfig config, Clock clock) {
        this.directory = config.cache()
                .directory()
                .map(path -> new CacheDirectory(path, config.cache().quota().asLongValue(), clock));
        this.clock = clock;
    }

    /** @return whether {@code target} is the blob now; if not, nothing is there */
    boolean copy(Descriptor blob, Path target) {
        if (directory.isEmpty()) {
            return false;
        }
        Path entry = directory.get().entry(blob.digest());
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.copy(entry, part, StandardCopyOption.REPLACE_EXISTING);
            if (!is(blob, Files.size(part), Sha256.of(part))) {
                drop(entry);
                return false;
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            used(entry);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            LOG.warnf("blob %s is fetched, its copy in the cache is of no use: %s", blob.digest(), e);
            return false;
        } finally {
            delete(part);
        }
    }

    /** A small blob as a whole. */
    Optional<byte[]> read(Descriptor blob) {
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        Path entry = directory.get().entry(blob.digest());
        try {
            if (Files.size(entry) == blob.size()) {
                byte[] bytes = Files.readAllBytes(entry);
                if (is(blob, bytes.length, Sha256.of(bytes))) {
                    used(entry);
                    return Optional.of(bytes);
                }
            }
            drop(entry);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warnf("blob %s is fetched, its copy in the cache is of no use: %s", blob.digest(), e);
        }
        return Optional.empty();
    }

    /** Takes a copy of a file that was just fetched and checked. */
    void keep(Descriptor blob, Path file) {
        keep(blob, part -> Files.copy(file, part));
    }

    void keep(Descriptor blob, byte[] bytes) {
        keep(blob, part -> Files.write(part, bytes));
    }

    /**
     * Removes the least recently used blobs until so much is free.
     *
     * @param disk where room is needed; a cache on another one stays as it is
     */
    public void shrink(Disk disk, long free) {
        directory.ifPresent(place -> place.shrink(disk, free));
    }

    private void keep(Descriptor blob, CacheDirectory.Content content) {
        directory.ifPresent(place -> {
            try {
                place.add(blob.digest(), blob.size(), content);
            } catch (IOException e) {
                LOG.warnf("blob %s is not kept, the next rebuild fetches it again: %s", blob.digest(), e);
            }
        });
    }

    private static boolean is(Descriptor blob, long size, Digest digest) {
        return size == blob.size() && digest.equals(blob.digest());
    }

    private static void drop(Path entry) throws IOException {
        LOG.warnf("%s does not have the bytes its name says: removed, and fetched again", entry);
        Files.deleteIfExists(entry);
    }

    private void used(Path entry) {
        try {
            Files.setLastModifiedTime(entry, FileTime.from(clock.instant()));
        } catch (IOException e) {
            // Another process has just removed it, or it can't be written: it goes a little earlier than it might.
            LOG.debugf("%s: %s", entry, e);
        }
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // It is in the attempt's workspace, which goes as a whole.
            LOG.debugf("%s: %s", part, e);
        }
    }
}
