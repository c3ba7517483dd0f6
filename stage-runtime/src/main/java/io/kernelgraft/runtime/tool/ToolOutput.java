package io.kernelgraft.runtime.tool;

import io.kernelgraft.runtime.disk.DiskFull;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Takes a tool's two streams apart into lines: all to the log, the newest to the tail, stdout also by itself. */
final class ToolOutput implements AutoCloseable {
    private static final int TAIL = 50;
    private static final int STDOUT_LIMIT = 1 << 20;
    private static final int LINE_LIMIT = 16 << 10;
    private static final Pattern ANSI =
            Pattern.compile("\u001b(\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(\u0007|\u001b\\\\)|[@-Z\\\\-_])");

    private final Writer log;
    private final Consumer<String> onLine;
    private final Deque<String> tail = new ArrayDeque<>();
    private final StringBuilder stdout = new StringBuilder();
    private String diskFull;
    private IOException logFailure;

    ToolOutput(Path log, Consumer<String> onLine) throws IOException {
        this.log = Files.newBufferedWriter(log);
        this.onLine = onLine;
    }

    /** Reads until the stream ends. A carriage return ends a line too: that is how progress bars are drawn. */
    void pump(InputStream stream, boolean isStdout) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c == '\n' || c == '\r' || line.length() >= LINE_LIMIT) {
                    take(line, isStdout);
                }
                if (c != '\n' && c != '\r') {
                    line.append((char) c);
                }
            }
            take(line, isStdout);
        } catch (IOException e) {
            // The stream of a killed program breaks off; its exit says so.
        }
    }

    private void take(StringBuilder raw, boolean isStdout) {
        if (raw.isEmpty()) {
            return;
        }
        String line = ANSI.matcher(raw).replaceAll("");
        raw.setLength(0);
        synchronized (this) {
            log(line);
            if (diskFull == null && DiskFull.isSaidBy(line)) {
                diskFull = line;
            }
            tail.addLast(line);
            if (tail.size() > TAIL) {
                tail.removeFirst();
            }
            if (isStdout && stdout.length() + line.length() < STDOUT_LIMIT) {
                stdout.append(line).append('\n');
            }
        }
        if (!line.isBlank()) {
            onLine.accept(line);
        }
    }

    /** A log that can't be written must not stop the reading: the tool would wait for its reader until its deadline. */
    private void log(String line) {
        if (logFailure != null) {
            return;
        }
        try {
            log.write(line);
            log.write('\n');
            log.flush();
        } catch (IOException e) {
            logFailure = e;
            diskFull = DiskFull.in(e).map(words -> "its log: " + words).orElse(diskFull);
        }
    }

    /** The first line in which the tool said that the disk is full. */
    synchronized Optional<String> diskFull() {
        return Optional.ofNullable(diskFull);
    }

    /** Why the log is not complete. */
    synchronized Optional<IOException> logFailure() {
        return Optional.ofNullable(logFailure);
    }

    synchronized List<String> tail() {
        return List.copyOf(tail);
    }

    synchronized String stdout() {
        return stdout.toString();
    }

    @Override
    public synchronized void close() throws IOException {
        log.close();
    }
}
