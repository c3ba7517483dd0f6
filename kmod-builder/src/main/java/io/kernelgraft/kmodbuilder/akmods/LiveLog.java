package io.kernelgraft.kmodbuilder.akmods;

import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Shows what the compiler does now. akmods itself prints nothing while it builds; rpmbuild's output goes to a log in a
 * temporary directory {@code akmods.*}. Looks there every half second, from outside, until it is closed.
 */
final class LiveLog implements AutoCloseable {
    private static final List<String> PLACES = List.of("/tmp", "/var/tmp");

    private final RootTree files;
    private final Progress progress;
    private final String kmod;
    private final Thread watcher;
    private final BuildSteps steps = new BuildSteps();

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
                String step = latest(files, steps);
                if (!step.isEmpty() && !step.equals(shown)) {
                    progress.report(kmod + ": " + step);
                    shown = step;
                }
            }
        } catch (InterruptedException e) {
            // Closed: the build has ended.
        }
    }

    static String latest(RootTree files, BuildSteps steps) {
        String latest = "";
        try {
            for (Path log : logs(files)) {
                latest = steps.after(log);
            }
        } catch (IOException | UncheckedIOException e) {
            // Only for people to watch: a file that went away meanwhile is no reason to stop.
        }
        return latest;
    }

    private static List<Path> logs(RootTree files) throws IOException {
        List<Path> logs = new ArrayList<>();
        for (String place : PLACES) {
            Path directory = files.resolve(place);
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (Stream<Path> found = Files.list(directory)) {
                found.filter(path -> path.getFileName().toString().startsWith("akmods.")
                                && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                        .flatMap(path -> Stream.of(path.resolve("akmodsbuild.log"), path.resolve("log")))
                        .filter(log -> Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS))
                        .forEach(logs::add);
            }
        }
        return logs;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
