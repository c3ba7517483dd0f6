package io.kernelgraft.lab.copr;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of COPR's API v3 that a watcher asks for.
 *
 * @see <a href="https://github.com/fedora-copr/copr/tree/main/frontend/coprs_frontend/coprs/views/apiv3_ns">apiv3_ns</a>
 */
final class CoprApi implements HttpHandler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BUILT_PACKAGES = "/api_3/build/built-packages/";

    private final Collection<CoprProject> projects;
    private final BuildStore builds;
    private final String results;

    /** @param results the URL below which each chroot's results are */
    CoprApi(Collection<CoprProject> projects, BuildStore builds, String results) {
        this.projects = projects;
        this.builds = builds;
        this.results = results;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            Object body = answer(
                    exchange.getRequestURI().getPath(),
                    query(exchange.getRequestURI().getRawQuery()));
            json(200, body).send(exchange);
        } catch (NotFound e) {
            json(404, Map.of("error", e.getMessage())).send(exchange);
        }
    }

    private Object answer(String path, Map<String, String> query) {
        if (path.startsWith(BUILT_PACKAGES)) {
            CoprBuild build = build(path.substring(BUILT_PACKAGES.length()));
            return Map.of(projectOf(build).chroot(), Map.of("packages", build.packages()));
        }
        return switch (path) {
            case "/api_3/monitor" ->
                Map.of(
                        "output",
                        "ok",
                        "message",
                        "Project monitor request successful",
                        "packages",
                        monitor(project(query)));
            case "/api_3/build/list" -> buildList(project(query), query);
            case "/api_3/build-chroot" -> {
                CoprBuild build = build(query.getOrDefault("build_id", ""));
                if (!projectOf(build).chroot().equals(query.get("chrootname"))) {
                    throw new NotFound("Chroot " + query.get("chrootname") + " does not exist.");
                }
                yield chroot(build);
            }
            default -> throw new NotFound("The requested URL was not found on the server.");
        };
    }

    private List<Map<String, Object>> monitor(CoprProject project) {
        Map<String, CoprBuild> newest = new LinkedHashMap<>();
        builds.of(project).forEach(build -> newest.putIfAbsent(build.packageName(), build));
        return newest.values().stream()
                .map(build -> Map.of(
                        "name", build.packageName(),
                        "chroots",
                                Map.of(
                                        project.chroot(),
                                        Map.of(
                                                "state", build.state().wireName(),
                                                "status", build.state().ordinal(),
                                                "build_id", build.id(),
                                                "pkg_version", build.version()))))
                .toList();
    }

    private Map<String, Object> buildList(CoprProject project, Map<String, String> query) {
        int limit = Integer.parseInt(query.getOrDefault("limit", "100"));
        List<Map<String, Object>> items = builds.of(project).stream()
                .filter(build -> build.packageName().equals(query.getOrDefault("packagename", build.packageName())))
                .limit(limit)
                .map(this::item)
                .toList();
        return Map.of("items", items, "meta", Map.of("limit", limit, "offset", 0, "order", "id", "order_type", "DESC"));
    }

    private Map<String, Object> item(CoprBuild build) {
        CoprProject project = projectOf(build);
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", build.id());
        item.put("state", build.state().wireName());
        item.put("ownername", project.owner());
        item.put("projectname", project.name());
        item.put("source_package", Map.of("name", build.packageName(), "version", build.version(), "url", ""));
        item.put("chroots", List.of(project.chroot()));
        item.put("repo_url", results + "/" + project.fullName());
        item.put("submitted_on", build.started());
        item.put("started_on", build.started());
        item.put("ended_on", build.ended());
        return item;
    }

    private Map<String, Object> chroot(CoprBuild build) {
        CoprProject project = projectOf(build);
        Map<String, Object> chroot = new LinkedHashMap<>();
        chroot.put("name", project.chroot());
        chroot.put("state", build.state().wireName());
        chroot.put("started_on", build.started());
        chroot.put("ended_on", build.ended());
        chroot.put(
                "result_url", String.join("/", results, project.fullName(), project.chroot(), build.directory()) + "/");
        return chroot;
    }

    private CoprBuild build(String id) {
        if (!id.matches("[0-9]{1,12}")) {
            throw new NotFound("Build " + id + " does not exist.");
        }
        return builds.byId(Long.parseLong(id)).orElseThrow(() -> new NotFound("Build " + id + " does not exist."));
    }

    private CoprProject projectOf(CoprBuild build) {
        return projects.stream()
                .filter(project -> project.fullName().equals(build.project()))
                .findFirst()
                .orElseThrow(() -> new NotFound("Project " + build.project() + " does not exist."));
    }

    private CoprProject project(Map<String, String> query) {
        String asked = query.get("ownername") + "/" + query.get("projectname");
        return projects.stream()
                .filter(project -> project.fullName().equals(asked))
                .findFirst()
                .orElseThrow(() -> new NotFound("Project " + asked + " does not exist."));
    }

    /** Whose project a request is about; the first one's if it does not say. */
    CoprProject asked(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        try {
            if (path.startsWith(BUILT_PACKAGES)) {
                return projectOf(build(path.substring(BUILT_PACKAGES.length())));
            }
            if (query.containsKey("build_id")) {
                return projectOf(build(query.get("build_id")));
            }
            if (query.containsKey("projectname")) {
                return project(query);
            }
        } catch (NotFound e) {
            // The answer says so.
        }
        return projects.stream()
                .filter(project -> path.contains("/" + project.fullName() + "/"))
                .findFirst()
                .orElseGet(() -> projects.iterator().next());
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
        }
        return query;
    }

    private static Answer json(int status, Object body) throws IOException {
        return new Answer(status, "application/json", JSON.writeValueAsBytes(body));
    }

    private static final class NotFound extends RuntimeException {
        NotFound(String message) {
            super(message);
        }
    }
}
