package io.kernelgraft.lab.copr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoprServerIT {
    private static final CoprProject PROJECT = new CoprProject("bieszczaders", "kernel-cachyos", "fedora-44-x86_64");
    private static final CoprProject SIBLING =
            new CoprProject("bieszczaders", "kernel-cachyos-addons", "fedora-44-x86_64");
    private static final String MONITOR = "/api_3/monitor?ownername=bieszczaders&projectname=kernel-cachyos";
    private static final String RESULTS = "/results/bieszczaders/kernel-cachyos/fedora-44-x86_64/";
    private static final String RPM = "kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64.rpm";

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private CoprServer copr;

    @BeforeEach
    void start() {
        assumeTrue(CoprServer.missing().isEmpty(), () -> CoprServer.missing().orElseThrow());
        copr = serve();
    }

    private CoprServer serve() {
        return new CoprServer(
                directory.resolve("copr"),
                0,
                List.of(
                        new CoprServer.Offer(PROJECT, List.of(directory.resolve("releases"))),
                        new CoprServer.Offer(SIBLING, List.of(directory.resolve("addons")))));
    }

    @AfterEach
    void stop() {
        client.close();
        if (copr != null) {
            copr.close();
        }
    }

    @Test
    void shouldDescribeAPublishedBuildOnEveryPathAndServeItsRpm() throws Exception {
        // Given
        Path release = SignedRelease.write(directory.resolve("releases/7.2"), "7.2.0");
        // When
        long id = copr.publish(release);
        // Then
        JsonNode chroot = json(MONITOR).at("/packages/0/chroots/fedora-44-x86_64");
        assertThat(chroot.path("state").asText()).isEqualTo("succeeded");
        assertThat(chroot.path("build_id").asLong()).isEqualTo(id).isEqualTo(9_000_001);
        assertThat(chroot.path("pkg_version").asText()).isEqualTo("7.2.0-cachyos1.fc44");
        assertThat(json("/api_3/build/built-packages/" + id)
                        .at("/fedora-44-x86_64/packages/0")
                        .toString())
                .isEqualTo(
                        "{\"name\":\"kernel-cachyos-core\",\"epoch\":0,\"version\":\"7.2.0\",\"release\":\"cachyos1.fc44\",\"arch\":\"x86_64\"}");
        assertThat(json("/api_3/build-chroot?build_id=" + id + "&chrootname=fedora-44-x86_64")
                        .path("result_url")
                        .asText())
                .isEqualTo(copr.baseUrl() + RESULTS + "09000001-kernel-cachyos/");
        assertThat(json("/api_3/build/list?ownername=bieszczaders&projectname=kernel-cachyos&limit=1")
                        .at("/items/0/source_package/version")
                        .asText())
                .isEqualTo("7.2.0-cachyos1.fc44");
        assertThat(get(RESULTS + "repodata/repomd.xml").statusCode()).isEqualTo(200);
        assertThat(bytes(RESULTS + "09000001-kernel-cachyos/" + RPM))
                .isEqualTo(Files.readAllBytes(release.resolve(RPM)));
        assertThat(get("/api_3/monitor?ownername=someone&projectname=else").statusCode())
                .isEqualTo(404);
        assertThat(get(RESULTS + "../../../../builds.json").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldAnswer304UntilSomethingIsPublished() throws Exception {
        // Given
        String etag = get(MONITOR).headers().firstValue("ETag").orElseThrow();
        assertThat(getIfNoneMatch(etag).statusCode()).isEqualTo(304);
        // When
        copr.publish(SignedRelease.write(directory.resolve("releases/7.2"), "7.2.0"));
        // Then
        assertThat(getIfNoneMatch(etag).statusCode()).isEqualTo(200);
        // A request is in the log once it is answered, which the client may know a moment earlier.
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(copr.requests())
                        .extracting(RequestLog.Entry::status)
                        .containsExactly(200, 304, 200));
    }

    @Test
    void shouldGoOnWithTheSameBuildsAfterARestart() throws Exception {
        // Given
        SignedRelease.write(directory.resolve("releases/7.2"), "7.2.0");
        assertThat(post("/publish/7.2").body()).isEqualTo("9000001\n");
        // When
        copr.close();
        copr = serve();
        // Then
        assertThat(json(MONITOR)
                        .at("/packages/0/chroots/fedora-44-x86_64/build_id")
                        .asLong())
                .isEqualTo(9_000_001);
        assertThat(post("/publish/7.2").body()).isEqualTo("9000002\n");
        assertThat(post("/publish/7.3").statusCode()).isEqualTo(400);
        assertThat(post("/publish/7.3").body())
                .contains("no release of bieszczaders/kernel-cachyos called '7.3' lies ready");
        assertThat(post("/publish/..").body()).contains("a release's name is");
    }

    @Test
    void shouldKeepTwoProjectsApartWithFaultsOfTheirOwn() throws Exception {
        // Given
        SignedRelease.write(directory.resolve("releases/7.2"), "7.2.0");
        SignedRelease.write(directory.resolve("addons/1.0"), "1.0");
        String monitor = "/api_3/monitor?ownername=bieszczaders&projectname=kernel-cachyos-addons";
        assertThat(post("/publish/7.2").body()).isEqualTo("9000001\n");
        // When
        assertThat(post("/publish/kernel-cachyos-addons/1.0").body()).isEqualTo("9000002\n");
        // Then
        assertThat(json(MONITOR)
                        .at("/packages/0/chroots/fedora-44-x86_64/pkg_version")
                        .asText())
                .isEqualTo("7.2.0-cachyos1.fc44");
        assertThat(json(monitor)
                        .at("/packages/0/chroots/fedora-44-x86_64/pkg_version")
                        .asText())
                .isEqualTo("1.0-cachyos1.fc44");
        String results = json("/api_3/build-chroot?build_id=9000002&chrootname=fedora-44-x86_64")
                .path("result_url")
                .asText();
        assertThat(results)
                .isEqualTo(copr.baseUrl()
                        + "/results/bieszczaders/kernel-cachyos-addons/fedora-44-x86_64/09000002-kernel-cachyos/");
        assertThat(post("/publish/other/1.0").body())
                .contains("there are the projects [kernel-cachyos, kernel-cachyos-addons]");
        // When
        copr.on(Fault.UNAVAILABLE, SIBLING);
        // Then
        assertThat(get(MONITOR).statusCode()).isEqualTo(200);
        assertThat(get(monitor).statusCode()).isEqualTo(503);
        assertThat(get("/api_3/build/built-packages/9000001").statusCode()).isEqualTo(200);
        assertThat(get("/api_3/build/built-packages/9000002").statusCode()).isEqualTo(503);
        assertThat(get(results.substring(copr.baseUrl().length())).statusCode()).isEqualTo(503);
        copr.off(Fault.UNAVAILABLE);
        assertThat(get(monitor).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldSwitchFaultsOnAndOff() throws Exception {
        // Given
        copr.publish(SignedRelease.write(directory.resolve("releases/7.2"), "7.2.0"));
        String rpm = RESULTS + "09000001-kernel-cachyos/" + RPM;
        byte[] whole = bytes(rpm);
        // When, Then
        assertThat(post("/faults/503").body()).isEqualTo("503 is on\n");
        assertThat(get(MONITOR).statusCode()).isEqualTo(503);
        copr.off(Fault.UNAVAILABLE);
        copr.on(Fault.HTML);
        assertThat(get(MONITOR).statusCode()).isEqualTo(200);
        assertThat(get(MONITOR).body()).startsWith("<!doctype html>");
        copr.off(Fault.HTML);
        copr.on(Fault.TRUNCATED_RPM);
        assertThat(bytes(rpm)).hasSize(whole.length / 2);
        copr.off(Fault.TRUNCATED_RPM);
        Instant before = Instant.now();
        copr.on(Fault.SLOW);
        assertThat(bytes(rpm)).isEqualTo(whole);
        assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofSeconds(3));
        assertThat(post("/faults/fire").body()).contains("no fault is called 'fire', there are 503, brown-out, html,");
    }

    @Test
    void shouldSucceedBeforeRepodataFollowWhenTheyAreStale() throws Exception {
        // Given
        String before = get(RESULTS + "repodata/repomd.xml").body();
        copr.on(Fault.STALE_REPODATA);
        // When
        copr.publish(SignedRelease.write(directory.resolve("releases/7.2"), "7.2.0"));
        // Then
        assertThat(json(MONITOR)
                        .at("/packages/0/chroots/fedora-44-x86_64/state")
                        .asText())
                .isEqualTo("succeeded");
        assertThat(get(RESULTS + "repodata/repomd.xml").body()).isEqualTo(before);
        copr.off(Fault.STALE_REPODATA);
        assertThat(get(RESULTS + "repodata/repomd.xml").body()).isNotEqualTo(before);
    }

    @Test
    void shouldChangeNothingButTheSignatureOfASpoiledRpm() throws Exception {
        // Given
        Path release = SignedRelease.write(directory.resolve("releases/7.2"), "7.2.0");
        copr.on(Fault.BAD_SIGNATURE);
        // When
        copr.publish(release);
        // Then
        byte[] published = bytes(RESULTS + "09000001-kernel-cachyos/" + RPM);
        byte[] original = Files.readAllBytes(release.resolve(RPM));
        long changed = java.util.stream.IntStream.range(0, original.length)
                .filter(i -> original[i] != published[i])
                .count();
        assertThat(changed).isEqualTo(1);
        assertThatThrownBy(() -> SpoiledSignature.spoil(release.resolve("release.json")))
                .hasMessageContaining("before its signature header does");
    }

    private JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path).body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private HttpResponse<String> getIfNoneMatch(String etag) throws Exception {
        return send(HttpRequest.newBuilder(uri(MONITOR))
                .header("If-None-Match", etag)
                .build());
    }

    private HttpResponse<String> post(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private byte[] bytes(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create(copr.baseUrl() + path);
    }
}
