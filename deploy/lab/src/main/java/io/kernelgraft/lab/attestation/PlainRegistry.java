package io.kernelgraft.lab.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kernelgraft.contract.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** One repository of a registry on this machine, over plain HTTP and with nothing of the services' own. */
public record PlainRegistry(String host, String repository) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    public JsonNode manifest(String tagOrDigest) {
        byte[] bytes = send("GET", "manifests/" + tagOrDigest, null, null, 200).body();
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An artifact of one blob, under a tag. @return the manifest's digest */
    public Digest push(String artifactType, String mediaType, byte[] blob, String tag) {
        ObjectNode manifest = JSON.createObjectNode()
                .put("schemaVersion", 2)
                .put("mediaType", MANIFEST)
                .put("artifactType", artifactType);
        manifest.set("config", pushBlob("application/vnd.oci.empty.v1+json", "{}".getBytes()));
        manifest.putArray("layers").add(pushBlob(mediaType, blob));
        byte[] bytes = manifest.toString().getBytes();
        send("PUT", "manifests/" + tag, MANIFEST, bytes, 201);
        return Digest.of(bytes);
    }

    /** A manifest that is gone although somebody has vouched for it. */
    public void delete(Digest manifest) {
        send("DELETE", "manifests/" + manifest, null, null, 202);
    }

    private ObjectNode pushBlob(String mediaType, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        String started = send("POST", "blobs/uploads/", null, new byte[0], 202)
                .headers()
                .firstValue("Location")
                .orElseThrow();
        URI session = URI.create("http://" + host).resolve(started);
        URI put = URI.create(session + (session.getRawQuery() == null ? "?" : "&") + "digest=" + digest);
        send("PUT", put, "application/octet-stream", bytes, 201);
        return JSON.createObjectNode()
                .put("mediaType", mediaType)
                .put("digest", digest.value())
                .put("size", bytes.length);
    }

    private HttpResponse<byte[]> send(String method, String path, String type, byte[] body, int expected) {
        return send(method, URI.create("http://" + host + "/v2/" + repository + "/" + path), type, body, expected);
    }

    private static HttpResponse<byte[]> send(String method, URI uri, String type, byte[] body, int expected) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("Accept", MANIFEST)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != expected) {
                throw new IllegalStateException(
                        method + " " + uri + " answered " + answer.statusCode() + ", expected " + expected);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
