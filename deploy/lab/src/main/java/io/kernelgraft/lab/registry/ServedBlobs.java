package io.kernelgraft.lab.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a registry has and has sent, from its files and its access log; whoever asked, service or tool.
 *
 * @param home the directory that {@link RegistryProcess} was given
 */
public record ServedBlobs(Path home) {
    private static final Pattern SENT = Pattern.compile(
            "\"GET /v2/\\S+/blobs/sha256:([0-9a-f]{64}) HTTP/1\\.1\" 200 (\\d+) \"[^\"]*\" \"([^\"]*)\"");

    /** @param hex digest without {@code sha256:}; @param client as it calls itself */
    public record Sent(String hex, long bytes, String client) {}

    /** Hex digests of all blobs that are there now. */
    public Set<String> stored() {
        try (Stream<Path> files = Files.walk(home.resolve("data/docker/registry/v2/blobs/sha256"), 2)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.length() == 64)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that was sent so far, in order. */
    public List<Sent> sent() {
        List<Sent> sent = new ArrayList<>();
        try (Stream<String> lines = Files.lines(home.resolve("registry.log"))) {
            lines.map(SENT::matcher)
                    .filter(Matcher::find)
                    .map(line -> new Sent(line.group(1), Long.parseLong(line.group(2)), line.group(3)))
                    .forEach(sent::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sent;
    }
}
