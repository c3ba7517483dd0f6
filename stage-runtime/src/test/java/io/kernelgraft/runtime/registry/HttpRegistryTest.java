package io.kernelgraft.runtime.registry;

import static io.kernelgraft.runtime.registry.ScriptedRegistry.body;
import static io.kernelgraft.runtime.registry.ScriptedRegistry.stalled;
import static io.kernelgraft.runtime.registry.ScriptedRegistry.status;
import static io.kernelgraft.runtime.registry.ScriptedRegistry.truncated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpRegistryTest {
    private static final String CONTENT = "kernel";
    private static final Descriptor BLOB =
            new Descriptor("application/x-rpm", Sha256.of(CONTENT.getBytes()), CONTENT.length());

    @TempDir
    Path directory;

    private ScriptedRegistry server;
    private HttpRegistry registry;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedRegistry();
        registry = new HttpRegistry(TestConfig.plain(server.host()));
    }

    @AfterEach
    void stop() {
        registry.close();
        server.close();
    }

    @Test
    void shouldTryAgainAfterTheTimeThatTooManyRequestsNames() {
        // Given
        server.answers(
                status(429, "Retry-After", "1"),
                status(200, "Docker-Content-Digest", BLOB.digest().value()));
        long began = System.nanoTime();

        // When
        Digest digest = registry.resolve(server.reference("os:stable")).orElseThrow();

        // Then
        assertThat(digest).isEqualTo(BLOB.digest());
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(950), Duration.ofSeconds(3));
        assertThat(server.asked).containsExactly("HEAD /v2/os/manifests/stable", "HEAD /v2/os/manifests/stable");
    }

    @Test
    void shouldNotWaitLongerThanItsDeadline() {
        server.answers(status(429, "Retry-After", "3600"));

        assertFails(
                        () -> registry.resolve(server.reference("os:stable")),
                        FailureKind.TRANSIENT,
                        "REGISTRY_UNAVAILABLE")
                .hasMessageContaining("answered 429");
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void shouldGiveUpAsTransientWhenEveryTryFails() {
        server.answers(body(503, "upstream connect error"));

        assertFails(
                        () -> registry.manifest(server.reference("os:stable")),
                        FailureKind.TRANSIENT,
                        "REGISTRY_UNAVAILABLE")
                .hasMessageContaining("3 tries")
                .hasMessageContaining("answered 503: upstream connect error");
        assertThat(server.asked).hasSize(3);
    }

    @Test
    void shouldSendTheBytesWhereABlobCanNotBeMounted() {
        // Given: it is not there, mounting begins an upload instead, the bytes come, a new upload takes them
        String bytes = "kernel";
        Descriptor blob = new Descriptor("application/x-rpm", Sha256.of(bytes.getBytes()), bytes.length());
        server.answers(
                status(404),
                status(202, "Location", "/unused"),
                body(200, bytes),
                status(202, "Location", "/up"),
                status(201));

        // When
        registry.copyBlob(server.reference("artifacts"), blob, server.reference("os"));

        // Then
        assertThat(server.asked)
                .containsExactly(
                        "HEAD /v2/os/blobs/" + blob.digest(),
                        "POST /v2/os/blobs/uploads/?mount=" + blob.digest() + "&from=artifacts",
                        "GET /v2/artifacts/blobs/" + blob.digest(),
                        "POST /v2/os/blobs/uploads/",
                        "PUT /up?digest=" + blob.digest());
    }

    @Test
    void shouldSayThatNothingHasThatName() {
        server.answers(status(404));

        assertThat(registry.resolve(server.reference("os:stable"))).isEmpty();
        assertFails(() -> registry.manifest(server.reference("os:stable")), FailureKind.UPSTREAM, "IMAGE_NOT_FOUND")
                .hasMessageContaining("has no manifest stable");
        assertFails(
                        () -> registry.fetchBlob(server.reference("os"), BLOB, directory.resolve("blob")),
                        FailureKind.UPSTREAM,
                        "IMAGE_NOT_FOUND")
                .hasMessageContaining(BLOB.digest().value());
    }

    @Test
    void shouldRefuseOtherBytesThanTheDigestNames() {
        server.answers(body(200, "KERNEL"));
        Path target = directory.resolve("blob");

        assertFails(
                        () -> registry.fetchBlob(server.reference("os"), BLOB, target),
                        FailureKind.INTERNAL,
                        "DIGEST_MISMATCH")
                .hasMessageContaining(BLOB.digest().value())
                .hasMessageContaining(Sha256.of("KERNEL".getBytes()).value());
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldRefuseAManifestThatIsNotTheOneItAskedFor() {
        server.answers(body(200, "{}"));

        assertFails(
                () -> registry.manifest(server.reference("os@" + BLOB.digest())),
                FailureKind.INTERNAL,
                "DIGEST_MISMATCH");
    }

    @Test
    void shouldFetchAgainWhenABodyIsCutShort() throws Exception {
        server.answers(truncated("ker", CONTENT.length()), body(200, CONTENT));
        Path target = directory.resolve("blob");

        registry.fetchBlob(server.reference("os"), BLOB, target);

        assertThat(target).hasContent(CONTENT);
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void shouldBreakAStreamThatFallsSilent() throws Exception {
        server.answers(stalled("ker", CONTENT.length()));
        registry.close();
        registry = new HttpRegistry(TestConfig.plain(server.host()).with(Duration.ofMillis(200)));

        try (InputStream in = registry.openBlob(server.reference("os"), BLOB)) {
            assertThatThrownBy(in::readAllBytes).hasMessageContaining("stalled after 3 bytes");
        }
    }

    @Test
    void shouldStartAnUploadAnewWhenTheRegistryForgotIt() throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("a.rpm"), CONTENT);
        server.answers(
                status(404),
                status(202, "Location", "/v2/os/blobs/uploads/1?state=x"),
                status(404),
                status(404),
                status(202, "Location", "/v2/os/blobs/uploads/2"),
                status(201));

        // When
        Descriptor pushed = registry.pushBlob(server.reference("os"), "application/x-rpm", file);

        // Then
        assertThat(pushed).isEqualTo(BLOB);
        assertThat(server.asked)
                .containsExactly(
                        "HEAD /v2/os/blobs/" + BLOB.digest(),
                        "POST /v2/os/blobs/uploads/",
                        "PUT /v2/os/blobs/uploads/1?state=x&digest=" + BLOB.digest(),
                        "HEAD /v2/os/blobs/" + BLOB.digest(),
                        "POST /v2/os/blobs/uploads/",
                        "PUT /v2/os/blobs/uploads/2?digest=" + BLOB.digest());
    }

    @Test
    void shouldNotSendWhatIsThereAlready() throws Exception {
        server.answers(status(200));

        registry.pushBlob(server.reference("os"), "application/x-rpm", CONTENT.getBytes());

        assertThat(server.asked).containsExactly("HEAD /v2/os/blobs/" + BLOB.digest());
    }

    @Test
    void shouldAnswerABearerChallengeAndKeepTheToken() throws Exception {
        // Given
        String basic = Base64.getEncoder().encodeToString("bot:pass word".getBytes());
        Path auth = Files.writeString(
                directory.resolve("auth.json"), "{\"auths\":{\"" + server.host() + "\":{\"auth\":\"" + basic + "\"}}}");
        registry.close();
        registry = new HttpRegistry(TestConfig.plain(server.host()).with(auth));
        String challenge = "Bearer realm=\"http://" + server.host() + "/token\",service=\"reg, one\",scope=\"ignored\"";
        server.answers(
                status(401, "WWW-Authenticate", challenge),
                body(200, "{\"token\":\"t0\",\"expires_in\":300}"),
                status(200, "Docker-Content-Digest", BLOB.digest().value()));

        // When
        registry.resolve(server.reference("team/os:stable"));
        registry.resolve(server.reference("team/os:stable"));

        // Then
        assertThat(server.asked)
                .containsExactly(
                        "HEAD /v2/team/os/manifests/stable",
                        "GET /token?scope=repository%3Ateam%2Fos%3Apull&service=reg%2C+one as Basic " + basic,
                        "HEAD /v2/team/os/manifests/stable as Bearer t0",
                        "HEAD /v2/team/os/manifests/stable as Bearer t0");
    }

    @Test
    void shouldSayWhoRefused() {
        server.answers(status(401, "WWW-Authenticate", "Basic realm=\"x\""));

        assertFails(() -> registry.resolve(server.reference("os:stable")), FailureKind.POLICY, "REGISTRY_REFUSED")
                .hasMessageContaining("HEAD " + server.host() + "/v2/os/manifests/stable answered 401");
    }

    @Test
    void shouldNotTakeATokenFromAPlaceWithoutTls() {
        assertThatThrownBy(() -> new Tokens(null, Credentials.none(), Duration.ofSeconds(1))
                        .answer(
                                Challenge.of(java.util.List.of("Bearer realm=\"http://evil.example/token\""))
                                        .orElseThrow(),
                                new Endpoint("https", "registry.example", "os"),
                                "pull"))
                .isInstanceOf(StageFailure.class)
                .hasMessageContaining("not reached over TLS");
    }

    @Test
    void shouldNotSendAuthorizationToAnotherHostOnARedirect() throws Exception {
        try (ScriptedRegistry storage = new ScriptedRegistry()) {
            // Given
            String basic = Base64.getEncoder().encodeToString("bot:secret".getBytes());
            Path auth = Files.writeString(
                    directory.resolve("auth.json"),
                    "{\"auths\":{\"" + server.host() + "\":{\"auth\":\"" + basic + "\"}}}");
            registry.close();
            registry = new HttpRegistry(TestConfig.plain(server.host()).with(auth));
            server.answers(
                    status(401, "WWW-Authenticate", "Basic realm=\"x\""),
                    status(307, "Location", "http://" + storage.host() + "/blob?signed=1"));
            storage.answers(body(200, CONTENT));

            // When
            registry.fetchBlob(server.reference("os"), BLOB, directory.resolve("blob"));

            // Then
            assertThat(directory.resolve("blob")).hasContent(CONTENT);
            assertThat(storage.asked).containsExactly("GET /blob?signed=1");
        }
    }

    @Test
    void shouldNotQuoteSecretsOfABrokenCredentialsFile() throws Exception {
        Path auth = Files.writeString(directory.resolve("auth.json"), "{\"auths\":{\"h\":{\"auth\":\"c2VjcmV0\"}}}");

        assertThatThrownBy(() -> Credentials.read(auth))
                .hasMessageContaining("auths[\"h\"].auth must be base64 of user:password")
                .hasMessageNotContaining("c2VjcmV0");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            ThrowingCallable call, FailureKind kind, String reason) {
        StageFailure failure = catchThrowableOfType(StageFailure.class, call);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.reason()).isEqualTo(reason);
        return assertThat(failure);
    }
}
