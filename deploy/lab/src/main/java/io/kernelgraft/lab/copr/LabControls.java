package io.kernelgraft.lab.copr;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.function.Function;

/** What the real COPR does not have: switching faults, and publishing a release that lies ready. */
final class LabControls implements HttpHandler {
    private final CoprServer server;
    private final Function<String, Long> publish;

    LabControls(CoprServer server, Function<String, Long> publish) {
        this.server = server;
        this.publish = publish;
    }

    /**
     * {@code POST|DELETE /faults/<name>}, {@code POST /publish/<release>}; of a project other than the first
     * {@code /publish/<project>/<release>}.
     */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().substring(1).split("/", 2);
        String request = exchange.getRequestMethod() + " " + path[0];
        String name = path.length == 2 ? path[1] : "";
        try {
            String said = switch (request) {
                case "POST faults" -> {
                    server.on(Fault.named(name));
                    yield name + " is on";
                }
                case "DELETE faults" -> {
                    server.off(Fault.named(name));
                    yield name + " is off";
                }
                case "POST publish" -> Long.toString(publish.apply(name));
                default ->
                    throw new IllegalArgumentException(
                            "POST or DELETE /faults/<name>, POST /publish/[<project>/]<release>");
            };
            Answer.text(200, "text/plain", said + "\n").send(exchange);
        } catch (IllegalArgumentException e) {
            Answer.text(400, "text/plain", e.getMessage() + "\n").send(exchange);
        } catch (RuntimeException e) {
            Answer.text(500, "text/plain", e.getMessage() + "\n").send(exchange);
        }
    }
}
