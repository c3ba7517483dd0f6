package io.kernelgraft.console.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/** Nothing can be changed here, so nothing but GET and HEAD gets any further. */
class OnlyReading {
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final int BEFORE_ALL_ROUTES = 1000;

    void register(@Observes Filters filters) {
        filters.register(OnlyReading::filter, BEFORE_ALL_ROUTES);
    }

    private static void filter(RoutingContext context) {
        if (READING.contains(context.request().method())) {
            context.next();
            return;
        }
        context.response()
                .setStatusCode(405)
                .putHeader("Allow", "GET, HEAD")
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(
                        "{\"title\":\"Method Not Allowed\",\"status\":405,\"detail\":\"the console only reads: GET, HEAD\"}");
    }
}
