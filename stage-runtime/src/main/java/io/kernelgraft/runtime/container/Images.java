package io.kernelgraft.runtime.container;

import io.kernelgraft.runtime.disk.Disk;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Which images stay in the storage (failure F72). The storage itself does not know when an image was used last, so that is
 * the modification time of {@code used/<id>} beside it. An image that a container uses refuses to be removed.
 */
final class Images {
    private static final Logger LOGGER = Logger.getLogger(Images.class);
    private static final Pattern ID = Pattern.compile("(?:sha256:)?([0-9a-f]{64})");
    /** An image made here is pushed; all it is still good for is that the stage after this one need not pull it. */
    private static final Duration NEXT_STAGE = Duration.ofHours(1);

    private final Buildah buildah;
    private final Path used;
    private final Path made;

    Images(Buildah buildah, Path storage) {
        this.buildah = buildah;
        this.used = storage.resolve("used");
        this.made = storage.resolve("made");
    }

    private record Image(String id, Instant lastUsed) {}

    /** The image of that container is being used. */
    void usedBy(ToolRunner tools, String container) throws InterruptedException {
        ToolResult image =
                tools.run(call("image", "inspect", "--type", "container", "--format", "{{.FromImageID}}", container));
        mark(used, image.stdout());
    }

    void made(String id) {
        mark(made, id);
        mark(used, id);
    }

    private static void mark(Path directory, String id) {
        Matcher matcher = ID.matcher(id.strip());
        if (!matcher.matches()) {
            // Without its mark an image is the first to go, and is pulled again.
            LOGGER.warnf("'%s' is no image id", id);
            return;
        }
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve(matcher.group(1)), new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException("the use of image " + id + " can't be noted", e);
        }
    }

    /** Removes what only the stage after could have used, then the least recently used until the quota is kept. */
    void prune(ToolRunner tools, long quota) throws InterruptedException {
        for (Image image : madeHere()) {
            if (image.lastUsed().isBefore(Instant.now().minus(NEXT_STAGE))) {
                remove(tools, image);
                // If it could not go, it is an image like any other now, and goes by the quota.
                unmark(made, image);
            }
        }
        long bytes = bytes(tools);
        if (bytes <= quota) {
            return;
        }
        for (Image image : leastRecentlyUsedFirst(tools)) {
            remove(tools, image);
            bytes = bytes(tools);
            if (bytes <= quota) {
                return;
            }
        }
        LOGGER.warnf("%s has %s, its quota is %s", buildah.root(), Disk.megabytes(bytes), Disk.megabytes(quota));
    }

    private List<Image> madeHere() {
        if (!Files.exists(made)) {
            return List.of();
        }
        try (Stream<Path> marks = Files.list(made)) {
            return marks.map(mark -> mark.getFileName().toString())
                    .map(id -> new Image(id, lastUsed(id)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(made + " can't be read", e);
        }
    }

    /** Removes the least recently used until so much is free on that disk. */
    void shrink(ToolRunner tools, Disk disk, long free) throws InterruptedException {
        for (Image image : leastRecentlyUsedFirst(tools)) {
            if (disk.free() >= free) {
                return;
            }
            remove(tools, image);
        }
    }

    private List<Image> leastRecentlyUsedFirst(ToolRunner tools) throws InterruptedException {
        ToolResult listed = tools.run(call("images", "images", "--quiet", "--no-trunc"));
        List<Image> images = new ArrayList<>();
        for (String line : listed.ok() ? listed.stdout().lines().distinct().toList() : List.<String>of()) {
            Matcher matcher = ID.matcher(line);
            if (matcher.matches()) {
                String id = matcher.group(1);
                images.add(new Image(id, lastUsed(id)));
            }
        }
        images.sort(Comparator.comparing(Image::lastUsed));
        return images;
    }

    private Instant lastUsed(String id) {
        try {
            Path mark = used.resolve(id);
            return Files.exists(mark) ? Files.getLastModifiedTime(mark).toInstant() : Instant.EPOCH;
        } catch (IOException e) {
            throw new UncheckedIOException("when image " + id + " was used", e);
        }
    }

    /** One that was made here and is of no more use. */
    void remove(ToolRunner tools, String id) throws InterruptedException {
        remove(tools, new Image(id, Instant.now()));
    }

    private void remove(ToolRunner tools, Image image) throws InterruptedException {
        if (!tools.run(call("prune", "rmi", image.id())).ok()) {
            // A container uses it; its turn comes before another attempt.
            return;
        }
        LOGGER.infof("removed image %s, last used %s", image.id(), image.lastUsed());
        unmark(used, image);
        unmark(made, image);
    }

    private static void unmark(Path directory, Image image) {
        try {
            Files.deleteIfExists(directory.resolve(image.id()));
        } catch (IOException e) {
            throw new UncheckedIOException("a mark of image " + image.id(), e);
        }
    }

    /** What the storage takes on the disk; what is mounted in it is not counted twice. */
    private long bytes(ToolRunner tools) throws InterruptedException {
        ToolResult summed = tools.run(ToolCall.of(
                "storage-size",
                buildah.config().deadline(),
                "du",
                "--summarize",
                "--block-size=1",
                "--one-file-system",
                buildah.root().toString()));
        // It exits 1 if a file vanished while it looked, and says the sum all the same.
        Matcher sum = Pattern.compile("(?m)^(\\d+)\\s").matcher(summed.stdout());
        if (!sum.find()) {
            LOGGER.warnf("the size of %s is not known: %s", buildah.root(), summed.lastLines(1));
            return 0;
        }
        return Long.parseLong(sum.group(1));
    }

    private ToolCall call(String name, String... arguments) {
        return buildah.call(name, buildah.config().deadline(), arguments);
    }
}
