package io.kernelgraft.kmodbuilder.akmods;

import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Shows what the compiler does now. akmods itself prints nothing while it builds; rpmbuild's output goes to a log in a
 * temporary directory {@code akmods.*}. Looks there every half second, from outside, until it is closed.
 */
final class LiveLog implements AutoCloseable {
    private static final List<String> PLACES = List.of("/tmp", "/var/tmp");
    // Only kbuild's own short lines: the log is written by a program that need not be a friend.
    private static final Pattern STEP = Pattern.compile("\\s+(?:CC|LD|AR|AS|BTF|MODPOST|HOSTCC) .{1,200}");
    private static final int TAIL_BYTES = 4096;

    private final RootTree files;
    private final Progress progress;
    private final String kmod;
    private final Thread watcher;

    LiveLog(RootTree files, Progress progress, String kmod) {
        this.files = files;
        this.progress = progress;
        this.kmod = kmod;
        this.watcher = Thread.ofVirtual().name("log of " + kmod).start(this::watch);
    }

    private void watch() {
        String shown = "";
        try {
            while (true) {
                Thread.sleep(500);
                String step = lastStep(files).orElse(shown);
                if (!step.equals(shown)) {
                    progress.report(kmod + ": " + step);
                    shown = step;
                }
            }
        } catch (InterruptedException e) {
            // Closed: the build has ended.
        }
    }

    static Optional<String> lastStep(RootTree files) {
        for (String place : PLACES) {
            try (Stream<Path> found = Files.list(files.resolve(place))) {
                List<Path> directories = found.filter(
                                path -> path.getFileName().toString().startsWith("akmods.")
                                        && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                        .toList();
                for (Path directory : directories) {
                    for (String name : List.of("akmodsbuild.log", "log")) {
                        Optional<String> step = stepIn(directory.resolve(name));
                        if (step.isPresent()) {
                            return step;
                        }
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                // Only for people to watch: a file that went away meanwhile is no reason to stop.
            }
        }
        return Optional.empty();
    }

    private static Optional<String> stepIn(Path log) throws IOException {
        if (!Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (SeekableByteChannel channel =
                Files.newByteChannel(log, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer tail = ByteBuffer.allocate(TAIL_BYTES);
            channel.position(Math.max(0, channel.size() - TAIL_BYTES));
            channel.read(tail);
            return StandardCharsets.ISO_8859_1
                    .decode(tail.flip())
                    .toString()
                    .lines()
                    .filter(STEP.asMatchPredicate())
                    .reduce((earlier, later) -> later)
                    .map(line -> line.strip().replaceAll("\\s+", " "));
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
