package io.kernelgraft.signer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.lab.testing.LabServices;
import io.kernelgraft.signer.testing.SignerLab;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who reaches the signer's only port finds its health and its figures. */
@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(SignerLab.class)
class SignerPortIT {
    @Inject
    Router router;

    @TestHTTPResource("/")
    URI service;

    // The health page is there in tests and in development alone. "/" is where resources of our own would be: there are
    // none.
    @Test
    void shouldAnswerNothingButHealthAndMetrics() throws Exception {
        List<String> paths = paths(router, "").filter(path -> !path.equals("/")).toList();
        assertThat(paths)
                .anyMatch(path -> path.startsWith("/q/metrics"))
                .anyMatch(path -> path.startsWith("/q/health/ready"))
                .allMatch(path -> path.matches("/q/?|/q/(health|health-ui|metrics)(/.*)?"), "health or metrics");
        assertThat(status("/q/health")).isEqualTo(200);
        assertThat(status("/q/metrics")).isEqualTo(200);
        for (String path : List.of("/", "/index.html", "/api", "/q", "/q/dev-ui", "/q/openapi", "/sign", "/keys")) {
            assertThat(status(path)).as(path).isEqualTo(404);
        }
    }

    private static Stream<String> paths(Router router, String prefix) {
        return router.getRoutes().stream().flatMap(route -> {
            String path = prefix.replaceFirst("/$", "") + (route.getPath() == null ? "/" : route.getPath());
            return route.getSubRouter() == null ? Stream.of(path) : paths(route.getSubRouter(), path);
        });
    }

    private int status(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(service.resolve(path)).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
