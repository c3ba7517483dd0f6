package io.kernelgraft.lab.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A tag in the lab's registry, asked for as its operator with nothing of the project's own. */
public record RegistryTag(RegistryAccounts accounts, String repository, String tag) {
    private static final String MANIFESTS = String.join(
            ",",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json");

    /** What the tag names now; {@code "nothing"} if there is no such tag. */
    public String digest() {
        URI uri = URI.create("http://" + accounts.host() + "/v2/" + repository + "/manifests/" + tag);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", MANIFESTS)
                .header("Authorization", accounts.authorization(RegistryAccounts.OPERATOR))
                .timeout(Duration.ofSeconds(10))
                .HEAD()
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
            return answer.statusCode() == 404
                    ? "nothing"
                    : answer.headers().firstValue("Docker-Content-Digest").orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("the registry does not answer for " + repository + ":" + tag, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the registry", e);
        }
    }
}
