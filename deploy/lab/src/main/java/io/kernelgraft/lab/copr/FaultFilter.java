package io.kernelgraft.lab.copr;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/** Comes before every answer and spoils it if a fault says so. */
final class FaultFilter extends Filter {
    private static final Duration LATE = Duration.ofSeconds(3);
    private static final String PAGE =
            "<!doctype html><html><head><title>Copr</title></head><body><h1>We will be back soon</h1></body></html>";

    private final Faults faults;
    private final BrownOut brownOut;
    private final Function<HttpExchange, CoprProject> projects;

    /** @param projects whose project a request is about */
    FaultFilter(Faults faults, BrownOut brownOut, Function<HttpExchange, CoprProject> projects) {
        this.faults = faults;
        this.brownOut = brownOut;
        this.projects = projects;
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        CoprProject project = projects.apply(exchange);
        if (faults.isOn(Fault.SLOW, project)) {
            pause();
        }
        if (brownOut.isOut()) {
            Answer.text(504, "text/html", "<html><body>504 Gateway Time-out</body></html>")
                    .send(exchange);
        } else if (faults.isOn(Fault.UNAVAILABLE, project)) {
            Answer.text(503, "text/html", "<html><body>503 Service Unavailable</body></html>")
                    .send(exchange);
        } else if (faults.isOn(Fault.HTML, project)) {
            Answer.text(200, "text/html; charset=utf-8", PAGE).send(exchange);
        } else {
            chain.doFilter(exchange);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LATE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String description() {
        return "switchable faults";
    }
}
