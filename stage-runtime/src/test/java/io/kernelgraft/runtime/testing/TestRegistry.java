package io.kernelgraft.runtime.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kernelgraft.contract.image.Digest;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * A registry in this JVM, without referrers API, and the test line with its host: these tests need nothing but a JDK. What is
 * stored has its path as its name, manifests also that of their digest.
 */
public final class TestRegistry implements QuarkusTestResourceLifecycleManager {
    private record Stored(String type, byte[] bytes) {}

    private final Map<String, Stored> content = new ConcurrentHashMap<>();
    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            // Else each answer waits 40 ms for an acknowledgement that the client delays.
            System.setProperty("sun.net.httpserver.nodelay", "true");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/v2/", this::answer);
            server.start();
            String host = "localhost:" + server.getAddress().getPort();
            Path lines = Files.createDirectories(Path.of("target/registry-lines"));
            Files.writeString(
                    lines.resolve("test.yaml"),
                    Files.readString(Path.of("target/test-classes/lines/test.yaml"))
                            .replace("ghcr.io/example-org", host + "/lab"));
            return Map.of("kernelgraft.registry.plain-http", host, "kernelgraft.lines.directory", lines.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                exchange.getResponseHeaders().add("Location", path + "session");
                exchange.sendResponseHeaders(202, -1);
            }
            case "PUT" -> put(exchange, path, body);
            case "DELETE" -> exchange.sendResponseHeaders(content.remove(path) == null ? 404 : 202, -1);
            default -> get(exchange, content.get(path));
        }
        exchange.close();
    }

    private void put(HttpExchange exchange, String path, byte[] body) throws IOException {
        Digest digest = Digest.of(body);
        Stored stored = new Stored(exchange.getRequestHeaders().getFirst("Content-Type"), body);
        if (path.contains("/blobs/uploads/")) {
            content.put(path.replaceFirst("/uploads/.*", "/") + digest, stored);
        } else {
            content.put(path, stored);
            content.put(path.replaceFirst("[^/]*$", "") + digest, stored);
        }
        exchange.sendResponseHeaders(201, -1);
    }

    private static void get(HttpExchange exchange, Stored stored) throws IOException {
        if (stored == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", stored.type());
        exchange.getResponseHeaders()
                .add("Docker-Content-Digest", Digest.of(stored.bytes()).value());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head || stored.bytes().length == 0 ? -1 : stored.bytes().length);
        if (!head) {
            exchange.getResponseBody().write(stored.bytes());
        }
    }
}
