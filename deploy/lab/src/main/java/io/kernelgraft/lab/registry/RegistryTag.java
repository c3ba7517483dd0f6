package io.kernelgraft.lab.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * A tag in a registry of the lab, asked for with nothing of the project's own. Its text form has no password.
 *
 * @param authorization value of that header, or null where nobody is asked who they are
 */
public record RegistryTag(String host, String authorization, String repository, String tag) {
    private static final String MANIFESTS = String.join(
            ",",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json");

    /** In a registry that lets everybody in. */
    public RegistryTag(String host, String repository, String tag) {
        this(host, null, repository, tag);
    }

    /** As the operator. */
    public RegistryTag(RegistryAccounts accounts, String repository, String tag) {
        this(accounts.host(), accounts.authorization(RegistryAccounts.OPERATOR), repository, tag);
    }

    /** What the tag names now; {@code "nothing"} if there is no such tag. */
    public String digest() {
        URI uri = URI.create("http://" + host + "/v2/" + repository + "/manifests/" + tag);
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri)
                .header("Accept", MANIFESTS)
                .timeout(Duration.ofSeconds(10))
                .HEAD();
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<Void> answer = client.send(builder.build(), HttpResponse.BodyHandlers.discarding());
            return answer.statusCode() == 404
                    ? "nothing"
                    : answer.headers().firstValue("Docker-Content-Digest").orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("the registry does not answer for " + this, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the registry", e);
        }
    }

    @Override
    public String toString() {
        return host + "/" + repository + ":" + tag;
    }
}
