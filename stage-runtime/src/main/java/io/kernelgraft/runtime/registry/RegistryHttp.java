package io.kernelgraft.runtime.registry;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sends one request: with authorization, along redirects, with a deadline. Trying again is {@link Retries}' business. */
final class RegistryHttp {
    private static final int REDIRECTS = 5;
    private static final int QUOTED_BYTES = 500;
    private static final int DISCARDED_BYTES = 64 << 10;

    private final HttpClient http;
    private final Tokens tokens;
    private final Set<String> plainHosts;
    private final Duration responseTimeout;

    RegistryHttp(HttpClient http, Credentials credentials, RegistryConfig config) {
        this.http = http;
        this.tokens = new Tokens(http, credentials, config.responseTimeout());
        this.plainHosts = Set.copyOf(config.plainHttp().orElse(List.of()));
        this.responseTimeout = config.responseTimeout();
    }

    Endpoint endpoint(ImageReference reference) {
        String scheme = plainHosts.contains(reference.host()) ? "http" : "https";
        return new Endpoint(scheme, reference.host(), reference.repository());
    }

    /** @param bodyBytes length of the body, which lengthens the deadline: a megabyte a second is the least */
    record Call(String method, URI uri, List<String> headers, BodyPublisher body, long bodyBytes) {
        static Call get(URI uri, String... headers) {
            return new Call("GET", uri, List.of(headers), HttpRequest.BodyPublishers.noBody(), 0);
        }

        static Call head(URI uri, String... headers) {
            return new Call("HEAD", uri, List.of(headers), HttpRequest.BodyPublishers.noBody(), 0);
        }

        Call to(URI other) {
            return new Call(method, other, headers, body, bodyBytes);
        }

        boolean writes() {
            return !method.equals("GET") && !method.equals("HEAD");
        }
    }

    /**
     * The answer, whatever 2xx or 404 it is; the caller closes its body.
     *
     * @throws TryLater on 429, 5xx, and a 403 that names a time (a secondary rate limit)
     * @throws StageFailure POLICY {@code REGISTRY_REFUSED} on 401 and 403, INTERNAL {@code REGISTRY_ERROR} on any other 4xx
     */
    HttpResponse<InputStream> send(Endpoint endpoint, Call call) throws IOException, InterruptedException {
        String actions = call.writes() ? "pull,push" : "pull";
        Call next = call;
        Optional<String> authorization = tokens.known(endpoint, actions);
        boolean answered = false;
        for (int redirects = 0; redirects <= REDIRECTS; ) {
            HttpResponse<InputStream> response = once(endpoint, next, authorization);
            int status = response.statusCode();
            if (status == 401 && !answered && endpoint.isAt(next.uri())) {
                discard(response);
                answered = true;
                authorization = answer(response, endpoint, actions);
            } else if (status == 301 || status == 302 || status == 303 || status == 307 || status == 308) {
                discard(response);
                next = next.to(redirected(endpoint, next.uri(), response));
                redirects++;
            } else {
                return checked(next, response);
            }
        }
        throw new IOException(call.uri() + " redirects more than " + REDIRECTS + " times");
    }

    private Optional<String> answer(HttpResponse<?> response, Endpoint endpoint, String actions)
            throws IOException, InterruptedException {
        Optional<Challenge> challenge = Challenge.of(response.headers().allValues("WWW-Authenticate"));
        return challenge.isEmpty() ? Optional.empty() : tokens.answer(challenge.get(), endpoint, actions);
    }

    private HttpResponse<InputStream> once(Endpoint endpoint, Call call, Optional<String> authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                .method(call.method(), call.body())
                .timeout(responseTimeout.plusSeconds(call.bodyBytes() >> 20));
        if (!call.headers().isEmpty()) {
            request.headers(call.headers().toArray(String[]::new));
        }
        // Blobs are often redirected to a storage service, which must not see the registry's token.
        if (endpoint.isAt(call.uri())) {
            authorization.ifPresent(header -> request.header("Authorization", header));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static URI redirected(Endpoint endpoint, URI from, HttpResponse<?> response) throws IOException {
        String location = response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IOException(from + " redirects without a Location"));
        URI to = from.resolve(location);
        if (!"https".equals(to.getScheme()) && !endpoint.scheme().equals("http")) {
            throw new StageFailure(
                    FailureKind.POLICY,
                    "REGISTRY_REFUSED",
                    from + " redirects to a place without TLS: " + to.getHost());
        }
        return to;
    }

    private static HttpResponse<InputStream> checked(Call call, HttpResponse<InputStream> response) throws IOException {
        int status = response.statusCode();
        if (status / 100 == 2 || status == 404) {
            return response;
        }
        String said = call.method() + " " + call.uri().getAuthority()
                + call.uri().getPath() + " answered " + status + quote(response);
        if (status == 429
                || status >= 500
                || (status == 403
                        && response.headers().firstValue("Retry-After").isPresent())) {
            throw new TryLater(said, response.headers());
        }
        if (status == 401 || status == 403) {
            throw new StageFailure(FailureKind.POLICY, "REGISTRY_REFUSED", said);
        }
        throw new StageFailure(FailureKind.INTERNAL, "REGISTRY_ERROR", said);
    }

    private static String quote(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            String text = new String(body.readNBytes(QUOTED_BYTES), StandardCharsets.UTF_8);
            String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
            return line.isEmpty() ? "" : ": " + line;
        }
    }

    /** Reads what little there is, so that the connection can be used again. */
    static void discard(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            body.readNBytes(DISCARDED_BYTES);
        }
    }
}
