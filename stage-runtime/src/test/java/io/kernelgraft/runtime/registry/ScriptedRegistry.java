package io.kernelgraft.runtime.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kernelgraft.contract.image.ImageReference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A server that gives the answers it was told, one after another, and remembers what it was asked. */
final class ScriptedRegistry implements AutoCloseable {
    private final HttpServer server;
    private final Deque<Answer> answers = new ArrayDeque<>();
    final List<String> asked = new CopyOnWriteArrayList<>();

    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    ScriptedRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI()
                    + (authorization == null ? "" : " as " + authorization));
            Answer next;
            synchronized (answers) {
                next = answers.size() > 1 ? answers.poll() : answers.peek();
            }
            next.to(exchange);
        });
        server.start();
    }

    /** The last one is given for ever. */
    ScriptedRegistry answers(Answer... inOrder) {
        answers.addAll(List.of(inOrder));
        return this;
    }

    static Answer status(int status, String... headers) {
        return body(status, "", headers);
    }

    static Answer body(int status, String body, String... headers) {
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes();
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        };
    }

    /** Promises more bytes than it sends, then hangs up. */
    static Answer truncated(String body, int promised) {
        return exchange -> {
            exchange.sendResponseHeaders(200, promised);
            exchange.getResponseBody().write(body.getBytes());
            exchange.close();
        };
    }

    /** Sends a part and then nothing more. */
    static Answer stalled(String body, int promised) {
        return exchange -> {
            exchange.sendResponseHeaders(200, promised);
            exchange.getResponseBody().write(body.getBytes());
            exchange.getResponseBody().flush();
        };
    }

    String host() {
        return "localhost:" + server.getAddress().getPort();
    }

    ImageReference reference(String rest) {
        return ImageReference.parse(host() + "/" + rest);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
