package io.kernelgraft.lab.copr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * RPMs that are ready to be published as one build: a directory of them with a {@code release.json} that names the source
 * package, its version and release.
 */
record Publication(String packageName, String version, List<Path> rpms) {
    static Publication read(Path directory) throws IOException {
        Path release = directory.resolve("release.json");
        if (!Files.isRegularFile(release)) {
            throw new IllegalArgumentException("no release is in " + directory + ": release.json is missing");
        }
        JsonNode json = new ObjectMapper().readTree(release.toFile());
        String name = json.path("name").asText();
        String version =
                json.path("version").asText() + "-" + json.path("release").asText();
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> rpms = files.filter(file -> file.toString().endsWith(".rpm"))
                    .sorted()
                    .toList();
            if (name.isEmpty() || rpms.isEmpty()) {
                throw new IllegalArgumentException(release + " needs a name, and RPMs beside it");
            }
            return new Publication(name, version, rpms);
        }
    }
}
