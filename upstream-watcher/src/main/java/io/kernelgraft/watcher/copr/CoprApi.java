package io.kernelgraft.watcher.copr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFile.Copr;
import io.kernelgraft.runtime.http.UpstreamHttp;
import io.kernelgraft.runtime.http.UpstreamHttp.Document;
import io.kernelgraft.runtime.stage.StageFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a COPR. What is no JSON of the expected shape, such as a proxy's page, is TRANSIENT {@code UPSTREAM_GARBLED}.
 *
 * @see <a href="https://github.com/fedora-copr/copr/tree/main/frontend/coprs_frontend/coprs/views/apiv3_ns">apiv3_ns</a>
 */
@ApplicationScoped
public class CoprApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** {@code forked} is a finished build that came with a forked project. */
    private static final Set<String> DONE = Set.of("succeeded", "forked");

    private static final Pattern RESULT =
            Pattern.compile("(?<repository>.*/)(?<directory>[0-9]{8,12}-[A-Za-z0-9._+-]+)/?");

    private final UpstreamHttp http;
    private final Map<URI, Known> monitors = new ConcurrentHashMap<>();

    public CoprApi(UpstreamHttp http) {
        this.http = http;
    }

    /** The last answer and what to ask with, so that an unchanged project costs nobody anything. */
    private record Known(Map<String, String> validators, JsonNode json) {}

    /** The newest build of {@code sourcePackage}, if it succeeded in that chroot. */
    public OptionalLong succeeded(Copr copr, String chroot, String sourcePackage) {
        URI uri = api(copr, "monitor?ownername=" + encode(copr.owner()) + "&projectname=" + encode(copr.project()));
        JsonNode packages = monitor(uri).path("packages");
        if (!packages.isArray()) {
            throw garbled(uri, "expected an array 'packages'");
        }
        for (JsonNode one : packages) {
            JsonNode state = one.path("chroots").path(chroot);
            if (one.path("name").asText().equals(sourcePackage)
                    && DONE.contains(state.path("state").asText())) {
                if (!state.path("build_id").canConvertToLong()
                        || state.path("build_id").asLong() <= 0) {
                    throw garbled(uri, "expected a number 'build_id' of " + sourcePackage);
                }
                return OptionalLong.of(state.path("build_id").asLong());
            }
        }
        return OptionalLong.empty();
    }

    private JsonNode monitor(URI uri) {
        Known known = monitors.get(uri);
        Document answer = http.get(uri, known == null ? Map.of() : known.validators());
        if (answer.unchanged()) {
            return known.json();
        }
        JsonNode json = json(uri, answer);
        Map<String, String> validators = new HashMap<>();
        answer.headers().firstValue("ETag").ifPresent(tag -> validators.put("If-None-Match", tag));
        answer.headers().firstValue("Last-Modified").ifPresent(time -> validators.put("If-Modified-Since", time));
        monitors.put(uri, new Known(validators, json));
        return json;
    }

    /** What a build made, and where it is. */
    public CoprBuild build(Copr copr, String chroot, long id) {
        URI where = api(copr, "build-chroot?build_id=" + id + "&chrootname=" + encode(chroot));
        String result =
                json(where, http.get(where, Map.of())).path("result_url").asText();
        Matcher form = RESULT.matcher(result);
        if (!form.matches() || !result.startsWith(copr.url().startsWith("https:") ? "https://" : "http")) {
            throw garbled(where, "expected 'result_url' to be a build's directory, not '" + result + "'");
        }
        URI what = api(copr, "build/built-packages/" + id);
        JsonNode packages = json(what, http.get(what, Map.of())).path(chroot).path("packages");
        List<Nevra> built = new ArrayList<>();
        for (JsonNode one : packages) {
            built.add(nevra(what, one));
        }
        try {
            return new CoprBuild(id, new URI(form.group("repository")), form.group("directory"), built);
        } catch (java.net.URISyntaxException e) {
            throw garbled(where, e.getMessage());
        }
    }

    private static Nevra nevra(URI uri, JsonNode one) {
        try {
            return Nevra.parse("%s-%d:%s-%s.%s"
                    .formatted(
                            one.path("name").asText(),
                            one.path("epoch").asInt(),
                            one.path("version").asText(),
                            one.path("release").asText(),
                            one.path("arch").asText()));
        } catch (IllegalArgumentException e) {
            throw garbled(uri, e.getMessage());
        }
    }

    private static JsonNode json(URI uri, Document answer) {
        try {
            JsonNode json = JSON.readTree(answer.body());
            if (json == null || !json.isObject()) {
                throw garbled(uri, "expected a JSON object, got '" + answer.quote() + "'");
            }
            return json;
        } catch (IOException e) {
            throw garbled(uri, "expected JSON, got '" + answer.quote() + "'");
        }
    }

    private static StageFailure garbled(URI uri, String message) {
        return new StageFailure(FailureKind.TRANSIENT, "UPSTREAM_GARBLED", "GET " + uri + ": " + message);
    }

    private static URI api(Copr copr, String call) {
        return URI.create(copr.url().replaceFirst("/+$", "") + "/api_3/" + call);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
