package io.kernelgraft.runtime.http;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One GET. All failures are {@link StageFailure}: TRANSIENT {@code UPSTREAM_UNAVAILABLE} for network, deadline, 429 and 5xx
 * (failures H8, F46), UPSTREAM {@code UPSTREAM_REFUSED} for any other 4xx; both quote what the server said.
 */
@ApplicationScoped
public class UpstreamHttp {
    private static final int DOCUMENT_BYTES = 32 << 20;
    private static final int SLOWEST_BYTES_A_SECOND = 64 << 10;
    private static final int QUOTED = 200;

    private final HttpClient client;
    private final Duration timeout;

    public UpstreamHttp(UpstreamConfig config) {
        this.timeout = config.responseTimeout();
        // NORMAL follows no redirect from https to http.
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @PreDestroy
    public void close() {
        client.shutdownNow();
    }

    /** An answer of 200 or 304. */
    public record Document(int status, HttpHeaders headers, byte[] body) {
        public boolean unchanged() {
            return status == 304;
        }

        /** The beginning of the body on one line, for a message. */
        public String quote() {
            return UpstreamHttp.quote(body);
        }
    }

    /** At most 32 MiB. */
    public Document get(URI uri, Map<String, String> headers) {
        HttpResponse<byte[]> response =
                send(uri, headers, BodyHandlers.limiting(BodyHandlers.ofByteArray(), DOCUMENT_BYTES), timeout);
        int status = response.statusCode();
        if (status == 200 || (status == 304 && !headers.isEmpty())) {
            return new Document(status, response.headers(), response.body());
        }
        throw refused(uri, status, quote(response.body()));
    }

    /** @param size what is expected; more than that breaks off */
    public void download(URI uri, long size, Path target) {
        HttpResponse<Path> response = send(
                uri,
                Map.of(),
                BodyHandlers.limiting(BodyHandlers.ofFile(target, CREATE, WRITE, TRUNCATE_EXISTING), size),
                timeout.plusSeconds(size / SLOWEST_BYTES_A_SECOND));
        if (response.statusCode() != 200) {
            throw refused(uri, response.statusCode(), "");
        }
    }

    private <T> HttpResponse<T> send(URI uri, Map<String, String> headers, BodyHandler<T> body, Duration deadline) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(timeout).header("User-Agent", "kernelgraft");
        headers.forEach(request::header);
        // The request's own timeout ends with the headers; this one covers the body.
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request.build(), body);
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unavailable(uri, "no whole answer within " + deadline.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw unavailable(
                    uri, cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable(uri, "interrupted", e);
        }
    }

    private static StageFailure unavailable(URI uri, String words, Exception cause) {
        return new StageFailure(FailureKind.TRANSIENT, "UPSTREAM_UNAVAILABLE", "GET " + uri + ": " + words, cause);
    }

    private static StageFailure refused(URI uri, int status, String quote) {
        String said = "GET " + uri + " answered " + status + (quote.isEmpty() ? "" : ": " + quote);
        return status == 429 || status >= 500
                ? new StageFailure(FailureKind.TRANSIENT, "UPSTREAM_UNAVAILABLE", said)
                : new StageFailure(FailureKind.UPSTREAM, "UPSTREAM_REFUSED", said);
    }

    private static String quote(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, QUOTED), StandardCharsets.UTF_8);
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
}
