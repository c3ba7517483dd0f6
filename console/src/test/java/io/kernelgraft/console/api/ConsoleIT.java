package io.kernelgraft.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.console.testing.Story;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.StageProgress;
import io.kernelgraft.lab.testing.KafkaPeer;
import io.kernelgraft.lab.testing.LabServices;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(LabServices.class)
class ConsoleIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Instant RELEASED = Instant.parse("2026-05-04T03:00:00Z");
    private static final String ESCAPED = "&lt;script&gt;alert(&#39;kmod&#39;)&lt;/script&gt; &amp; &quot;quoted&quot;";

    @TestHTTPResource("/")
    URI console;

    private final HttpClient http = HttpClient.newHttpClient();
    private KafkaPeer kafka;

    @BeforeEach
    void connect() {
        kafka = new KafkaPeer();
    }

    @AfterEach
    void disconnect() {
        kafka.close();
    }

    @Test
    void shouldTellAPromotionWithItsTimes() {
        // Given
        Story story = Story.ofPromotion("desktop-told", "7.2.0", RELEASED);

        // When
        story.events().forEach(kafka::send);

        // Then
        JsonNode rebuild = awaitRebuild(story, "PROMOTED");
        assertThat(rebuild.at("/promoted").asText())
                .isEqualTo(story.made("candidate").toString());
        assertThat(rebuild.at("/timing/totalMillis").asLong()).isEqualTo(160_000);
        assertThat(rebuild.at("/timing/overheadMillis").asLong()).isEqualTo(110 + 200 + 100 + 100 + 100);
        JsonNode seal = stage(rebuild, "seal");
        assertThat(seal.at("/waitedMillis").asLong()).isEqualTo(200);
        assertThat(seal.at("/inputs").findValuesAsText("name"))
                .containsExactly("swapped image", "signed kernel", "signed kmods", "kmod RPMs");
        assertThat(seal.at("/outputs/0/reference").asText())
                .isEqualTo(story.made("candidate").toString());
        JsonNode verify = stage(rebuild, "verify");
        assertThat(verify.at("/attempts/0/failure/reason").asText()).isEqualTo("REGISTRY_UNAVAILABLE");
        assertThat(verify.at("/attempts/1/state").asText()).isEqualTo("SUCCEEDED");
        assertThat(verify.at("/attempts/1/evidence").asText())
                .isEqualTo("registry.example.org/desktop/artifacts:evidence-"
                        + story.rebuild().id() + "-verify-2");
        assertThat(rebuild.at("/kmods/1/name").asText()).isEqualTo("v4l2loopback");
        assertThat(rebuild.at("/kmods/1/status").asText()).isEqualTo("FAILED");
        assertThat(rebuild.at("/kmods/1/reason").asText()).isEqualTo(Story.V4L2.reason());
        JsonNode line = lineOf("desktop-told");
        assertThat(line.at("/promoted").asText())
                .isEqualTo(story.made("candidate").toString());
        assertThat(line.at("/tags")).extracting(JsonNode::asText).containsExactly("stable", "stable-20260504");
    }

    @Test
    void shouldNameEveryKmodThatIsLeftOutWithItsReason() {
        // Given
        Story story = Story.ofPromotion("desktop-without", "7.2.0", RELEASED);

        // When
        story.events().forEach(kafka::send);

        // Then
        awaitRebuild(story, "PROMOTED");
        assertThat(get("/rebuilds/" + story.rebuild().id()).body())
                .contains("<strong>v4l2loopback</strong> <span class=\"badge\">failed</span>")
                .contains("modpost: &quot;v4l2_fh_open&quot; undefined!\n" + ESCAPED)
                .doesNotContain("<script>");
        assertThat(get("/?line=desktop-without").body())
                .contains("without <strong>v4l2loopback</strong>, failed: <span class=\"detail\">modpost:"
                        + " &quot;v4l2_fh_open&quot; undefined!</span>")
                .doesNotContain("without <strong>xone</strong>");
    }

    @Test
    void shouldNameWhatWaitsForAPersonAndEscapeWhatToolsSaid() {
        // Given
        Story story = new Story("desktop-hostile", "7.2.0", Instant.now().minusSeconds(60))
                .requested()
                .started(200, "kmods", 1)
                .runs(900, "kmods", Story.HOSTILE, -1, -1)
                .started(210, "swap", 1)
                .runs(800, "swap", Story.HOSTILE, -1, -1)
                .failed(5000, "kmods", 1, FailureKind.UPSTREAM, "REQUIRED_KMOD_FAILED", Story.HOSTILE, null);

        // When
        story.events().forEach(kafka::send);

        // Then
        awaitRebuild(story, "WAITS_FOR_PERSON");
        JsonNode run = elementWith(
                json("/api/attention").at("/runs"), "rebuild", story.rebuild().id());
        assertThat(run.at("/stage").asText()).isEqualTo("kmods");
        assertThat(run.at("/message").asText()).isEqualTo(Story.HOSTILE);
        for (String path : new String[] {"/", "/rebuilds/" + story.rebuild().id()}) {
            String page = get(path).body();
            assertThat(page).contains("UPSTREAM REQUIRED_KMOD_FAILED", ESCAPED).doesNotContain("<script>");
            assertThat(page).doesNotContain(" style=").doesNotContain("<style");
        }
    }

    @Test
    void shouldCountAnUnreadableRecordAndReadOn() {
        // Given
        Story story = Story.ofPromotion("desktop-after-rubbish", "7.2.0", RELEASED);
        Map<String, String> headers = EventCodec.headers(story.events().getLast());
        byte[] broken = "{\"rebuild\": <script>".getBytes();

        // When
        kafka.sendRaw("candidate.promoted", story.rebuild().id(), headers, broken);
        story.events().forEach(kafka::send);

        // Then
        awaitRebuild(story, "PROMOTED");
        JsonNode unreadable = json("/api/attention").at("/unreadable");
        assertThat(unreadable.at("/count").asLong()).isEqualTo(1);
        assertThat(unreadable.at("/newest/0/topic").asText()).isEqualTo("candidate.promoted");
        assertThat(unreadable.at("/newest/0/reason").asText()).isEqualTo("NOT_JSON");
        assertThat(get("/").body()).contains("Unreadable records: 1");
    }

    @Test
    void shouldTellEachSignatureBatchByLineAndByRebuild() {
        // Given
        Story story = new Story("desktop-signed", "7.2.0", RELEASED)
                .requested()
                .audited(900, 1, "SIGNING_KEY_MISSING")
                .audited(2_000, 2, null);
        Story other = new Story("desktop-signed", "7.2.1", RELEASED.plusSeconds(60))
                .requested()
                .audited(900, 1, null);
        String id = story.rebuild().id();

        // When
        story.events().forEach(kafka::send);
        story.events().forEach(kafka::send);
        other.events().forEach(kafka::send);

        // Then
        await().atMost(SOON)
                .until(() ->
                        json("/api/signatures?line=desktop-signed").at("/items").size() == 3);
        JsonNode newest = json("/api/signatures?line=desktop-signed&limit=1");
        assertThat(newest.at("/items/0/rebuild").asText())
                .isEqualTo(other.rebuild().id());
        JsonNode older = json(newest.at("/next").asText());
        assertThat(older.at("/items").findValuesAsText("rebuild")).containsExactly(id);
        JsonNode signed = json("/api/signatures?rebuild=" + id).at("/items");
        assertThat(signed.findValuesAsText("result")).containsExactly("SIGNED", "REFUSED");
        assertThat(signed.at("/0/layer").asText())
                .isEqualTo(story.made("kernel").toString());
        assertThat(signed.at("/0/files").asInt()).isEqualTo(1019);
        assertThat(signed.at("/0/keys/0/name").asText()).isEqualTo("desktop-mok");
        assertThat(signed.at("/1/reason").asText()).isEqualTo("SIGNING_KEY_MISSING");
        assertThat(signed.at("/1/requests/0/eventId").asText()).isEqualTo("asked-" + id);
        assertThat(get("/rebuilds/" + id).body()).contains("SIGNING_KEY_MISSING", "1019 files");
        assertThat(get("/signatures?line=desktop-signed").body())
                .contains("SIGNING_KEY_MISSING", "rebuild.requested asked-" + id)
                .contains("/rebuilds/" + other.rebuild().id());
    }

    @Test
    void shouldLeadFromNewerToOlderRebuildsOfALine() {
        // Given
        Story first = new Story("desktop-paged", "7.1.0", RELEASED).requested();
        Story second = new Story("desktop-paged", "7.2.0", RELEASED.plusSeconds(60)).requested();
        first.events().forEach(kafka::send);
        second.events().forEach(kafka::send);
        awaitRebuild(first, "RUNNING");
        awaitRebuild(second, "RUNNING");

        // When
        JsonNode newest = json("/api/rebuilds?line=desktop-paged&limit=1");
        JsonNode older = json(newest.at("/next").asText());

        // Then
        assertThat(newest.at("/items").findValuesAsText("id"))
                .containsExactly(second.rebuild().id());
        assertThat(older.at("/items").findValuesAsText("id"))
                .containsExactly(first.rebuild().id());
        assertThat(older.at("/next").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/rebuilds/rb-0123",
                "/api/rebuilds/RB-0123456789ABCDEF",
                "/api/rebuilds/%3Cscript%3E",
                "/api/rebuilds?line=Not_a_line",
                "/api/rebuilds?before=x",
                "/api/rebuilds?limit=0",
                "/api/signatures?before=x",
                "/api/rebuilds?limit=abc"
            })
    void shouldRefuseWhatHasNotTheRightForm(String path) {
        // When
        HttpResponse<String> answer = get(path);

        // Then
        assertProblem(answer, 400, "Bad Request");
        assertThat(answer.body()).doesNotContain("<script>").doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/rebuilds/rb-0000000000000000", "/api/none", "/api/rebuilds/rb-0000000000000000/none"})
    void shouldSayWhatIsNotThere(String path) {
        // When, Then
        assertProblem(get(path), 404, "Not Found");
    }

    @Test
    void shouldSayErrorsToPeopleAsAPage() {
        // When
        HttpResponse<String> unknown = get("/rebuilds/rb-0000000000000000");
        HttpResponse<String> wrong = get("/rebuilds/%3Cscript%3E");

        // Then
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("no event spoke of the rebuild rb-0000000000000000");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.headers().firstValue("content-type")).hasValue("text/html;charset=UTF-8");
        assertThat(wrong.body()).contains("<h1>Bad Request</h1>").doesNotContain("<script>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/console.css", "/console.js", "/api/lines", "/api/openapi", "/none", "/q/health/ready"})
    void shouldForbidEverythingInlineAndForeign(String path) {
        // When
        HttpResponse<String> answer = get(path);

        // Then
        assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
                .startsWith("default-src 'none'; style-src 'self'; script-src 'self';")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void shouldOnlyBeRead(String method) {
        // When
        HttpResponse<String> answer = send(request("/api/lines").method(method, HttpRequest.BodyPublishers.noBody()));

        // Then
        assertProblem(answer, 405, "Method Not Allowed");
        assertThat(answer.headers().firstValue("allow")).hasValue("GET, HEAD");
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String title) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = parsed(answer.body());
        assertThat(problem.at("/status").asInt()).isEqualTo(status);
        assertThat(problem.at("/title").asText()).isEqualTo(title);
        assertThat(problem.at("/detail").asText()).isNotBlank();
    }

    private JsonNode awaitRebuild(Story story, String state) {
        String path = "/api/rebuilds/" + story.rebuild().id();
        // Progress is on a topic of its own and may be read last.
        long attempts = story.events().stream()
                .filter(event -> event.data() instanceof StageProgress progress
                        && progress.state() == StageProgress.State.STARTED)
                .count();
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode rebuild = json(path);
            assertThat(rebuild.at("/state").asText()).isEqualTo(state);
            assertThat(startedAttempts(rebuild)).isEqualTo(attempts);
        });
        return json(path);
    }

    private static long startedAttempts(JsonNode rebuild) {
        return rebuild.at("/stages").findValues("startedAt").stream()
                .filter(started -> !started.isNull())
                .count();
    }

    private JsonNode lineOf(String name) {
        return elementWith(json("/api/lines"), "line", name);
    }

    private static JsonNode stage(JsonNode rebuild, String name) {
        return elementWith(rebuild.at("/stages"), "stage", name);
    }

    private static JsonNode elementWith(JsonNode array, String field, String value) {
        for (JsonNode element : array) {
            if (element.at("/" + field).asText().equals(value)) {
                return element;
            }
        }
        throw new AssertionError("no element with " + field + " '" + value + "' in " + array);
    }

    private JsonNode json(String path) {
        return parsed(get(path).body());
    }

    private static JsonNode parsed(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    private HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(console.resolve(path)).timeout(SOON);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
