package io.kernelgraft.lab.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.lab.database.Secrets;
import io.kernelgraft.lab.process.FreePort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryProcessIT {
    @TempDir
    Path directory;

    @Test
    void shouldKeepABlobOverARestartAndLetItBeDeleted() throws Exception {
        assumeTrue(
                RegistryProcess.missing().isEmpty(),
                () -> RegistryProcess.missing().orElseThrow());
        // Given
        String digest = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"; // of "hello"
        try (RegistryProcess registry = RegistryProcess.start(directory)) {
            assertThat(put(registry, digest, "hello")).isEqualTo(201);
        }
        // When
        try (RegistryProcess registry = RegistryProcess.start(directory)) {
            // Then
            URI blob = URI.create("http://" + registry.host() + "/v2/lab/test/blobs/" + digest);
            assertThat(send(HttpRequest.newBuilder(blob).build()).body()).isEqualTo("hello");
            ServedBlobs served = new ServedBlobs(directory);
            String hex = digest.substring("sha256:".length());
            assertThat(served.stored()).containsExactly(hex);
            // The registry writes its log after the answer.
            await().untilAsserted(() -> assertThat(served.sent())
                    .extracting(ServedBlobs.Sent::hex, ServedBlobs.Sent::bytes)
                    .containsExactly(tuple(hex, 5L)));
            assertThat(send(HttpRequest.newBuilder(blob).DELETE().build()).statusCode())
                    .isEqualTo(202);
        }
    }

    @Test
    void shouldLetInWhoHasAPasswordAndNobodyElse() throws Exception {
        assumeTrue(
                RegistryProcess.missing().isEmpty(),
                () -> RegistryProcess.missing().orElseThrow());
        // Given
        int port = FreePort.any();
        RegistryAccounts accounts = new RegistryAccounts(
                "localhost:" + port, new Secrets(directory.resolve("secrets")), directory.resolve("auth"));
        try (RegistryProcess registry =
                RegistryProcess.start(directory.resolve("registry"), port, accounts, List.of("signer"))) {
            URI api = URI.create("http://" + registry.host() + "/v2/");
            // When, Then
            assertThat(send(HttpRequest.newBuilder(api).build()).statusCode()).isEqualTo(401);
            for (String user : List.of("signer", RegistryAccounts.OPERATOR)) {
                assertThat(status(api, accounts.authorization(user))).isEqualTo(200);
            }
            assertThat(status(api, accounts.authorization("kernel-builder"))).isEqualTo(401);
            assertThat(Files.readString(accounts.file("signer")))
                    .contains(registry.host(), accounts.authorization("signer").substring("Basic ".length()));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(accounts.file("signer"))))
                    .isEqualTo("rw-------");
        }
    }

    private static int status(URI uri, String authorization) throws Exception {
        return send(HttpRequest.newBuilder(uri)
                        .header("Authorization", authorization)
                        .build())
                .statusCode();
    }

    private static int put(RegistryProcess registry, String digest, String content) throws Exception {
        URI uploads = URI.create("http://" + registry.host() + "/v2/lab/test/blobs/uploads/");
        String upload = send(HttpRequest.newBuilder(uploads)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        return send(HttpRequest.newBuilder(URI.create(upload + "&digest=" + digest))
                        .PUT(HttpRequest.BodyPublishers.ofString(content))
                        .build())
                .statusCode();
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
