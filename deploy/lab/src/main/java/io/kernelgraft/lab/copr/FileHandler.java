package io.kernelgraft.lab.copr;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Serves the files below one directory, with ETags, and nothing outside it. */
final class FileHandler implements HttpHandler {
    private final String prefix;
    private final Path root;
    private final ToDoubleFunction<Path> share;
    private final Predicate<Path> breaksOff;

    /**
     * @param prefix the part of the URL's path that stands for {@code root}, ending in a slash
     * @param share how much of a file is sent, 1 being all of it
     * @param breaksOff whether the connection ends in the middle of a file
     */
    FileHandler(String prefix, Path root, ToDoubleFunction<Path> share, Predicate<Path> breaksOff) {
        this.prefix = prefix;
        this.root = root.toAbsolutePath().normalize();
        this.share = share;
        this.breaksOff = breaksOff;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(prefix.length());
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root) || !Files.isRegularFile(file)) {
            Answer.text(404, "text/plain", "not found\n").send(exchange);
            return;
        }
        long size = Files.size(file);
        long modified = Files.getLastModifiedTime(file).toMillis();
        if (Answer.isUnchanged(exchange, "\"%x-%x\"".formatted(modified, size))) {
            return;
        }
        long length = (long) (size * share.applyAsDouble(file));
        if (exchange.getRequestMethod().equals("HEAD") || length == 0) {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(200, length);
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = exchange.getResponseBody()) {
            if (breaksOff.test(file)) {
                copy(in, out, length / 2);
                throw new IOException("broken off by a fault");
            }
            copy(in, out, length);
        }
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("the file became shorter while it was sent");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }
}
