package io.kernelgraft.lab.copr;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Remembers who asked for what, so that a test can see how a watcher asks. */
public final class RequestLog extends Filter {
    private static final int LIMIT = 1000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long packageBytes;

    /** @param status the HTTP status it was answered with, -1 if the answer was never sent */
    public record Entry(String method, String pathAndQuery, int status) {}

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        try {
            chain.doFilter(exchange);
        } finally {
            add(new Entry(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getResponseCode()));
            count(exchange);
        }
    }

    private synchronized void add(Entry entry) {
        if (entries.size() == LIMIT) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    private synchronized void count(HttpExchange exchange) {
        String length = exchange.getResponseHeaders().getFirst("Content-Length");
        if (exchange.getRequestMethod().equals("GET")
                && exchange.getRequestURI().getPath().endsWith(".rpm")
                && length != null) {
            packageBytes += Long.parseLong(length);
        }
    }

    /** Bytes of RPMs that were sent, from the beginning. */
    synchronized long packageBytes() {
        return packageBytes;
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public String description() {
        return "request log";
    }
}
