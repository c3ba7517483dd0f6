package io.kernelgraft.runtime.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Answers challenges, and remembers for each repository and action what was accepted. */
final class Tokens {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final Credentials credentials;
    private final Duration timeout;
    private final Map<String, Granted> granted = new ConcurrentHashMap<>();

    Tokens(HttpClient http, Credentials credentials, Duration timeout) {
        this.http = http;
        this.credentials = credentials;
        this.timeout = timeout;
    }

    private record Granted(String authorization, Instant until) {}

    /** @param actions {@code pull} or {@code pull,push} */
    Optional<String> known(Endpoint endpoint, String actions) {
        Granted last = granted.get(endpoint + " " + actions);
        return last != null && Instant.now().isBefore(last.until())
                ? Optional.of(last.authorization())
                : Optional.empty();
    }

    /** @return the Authorization header that answers the challenge; empty if we have nothing to answer with */
    Optional<String> answer(Challenge challenge, Endpoint endpoint, String actions)
            throws IOException, InterruptedException {
        Optional<String> basic = credentials.basic(endpoint.host(), endpoint.repository());
        Optional<Granted> answer = challenge.bearer()
                ? Optional.of(token(challenge, endpoint, actions, basic))
                : basic.map(header -> new Granted(header, Instant.MAX));
        answer.ifPresent(header -> granted.put(endpoint + " " + actions, header));
        return answer.map(Granted::authorization);
    }

    private Granted token(Challenge challenge, Endpoint endpoint, String actions, Optional<String> basic)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(realm(challenge, endpoint, actions)).timeout(timeout);
        basic.ifPresent(header -> request.header("Authorization", header));
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 429 || response.statusCode() >= 500) {
            throw new TryLater(
                    "token service of " + endpoint.host() + " answered " + response.statusCode(), response.headers());
        }
        if (response.statusCode() != 200) {
            throw refused("token service of " + endpoint.host() + " answered " + response.statusCode() + " for "
                    + endpoint + " (" + actions + ")");
        }
        JsonNode body = JSON.readTree(response.body());
        String token = body.path("token").asText(body.path("access_token").asText(""));
        if (token.isEmpty()) {
            throw refused("token service of " + endpoint.host() + " answered without a token");
        }
        // A little less than it lasts; the protocol's default is 60 s.
        long seconds = Math.max(10, body.path("expires_in").asLong(60) - 10);
        return new Granted("Bearer " + token, Instant.now().plusSeconds(seconds));
    }

    private static URI realm(Challenge challenge, Endpoint endpoint, String actions) {
        String realm = challenge.parameters().getOrDefault("realm", "");
        boolean safe =
                realm.startsWith("https://") || (endpoint.scheme().equals("http") && realm.startsWith("http://"));
        if (!safe) {
            throw refused(endpoint.host() + " names a token service that is not reached over TLS: '" + realm + "'");
        }
        String scope = "repository:" + endpoint.repository() + ":" + actions;
        String query = "scope=" + URLEncoder.encode(scope, StandardCharsets.UTF_8)
                + Optional.ofNullable(challenge.parameters().get("service"))
                        .map(service -> "&service=" + URLEncoder.encode(service, StandardCharsets.UTF_8))
                        .orElse("");
        return URI.create(realm + (realm.contains("?") ? "&" : "?") + query);
    }

    private static StageFailure refused(String message) {
        return new StageFailure(FailureKind.POLICY, "REGISTRY_REFUSED", message);
    }
}
