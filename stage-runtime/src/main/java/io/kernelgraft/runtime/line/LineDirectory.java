package io.kernelgraft.runtime.line;

import io.kernelgraft.contract.line.LineFileReader;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The line files of a directory, read once at start; a wrong one stops the start. */
@Startup
@ApplicationScoped
class LineDirectory implements Lines {
    private final Map<String, LoadedLine> lines;

    LineDirectory(LinesConfig config) {
        this.lines = read(config.directory());
    }

    private static Map<String, LoadedLine> read(Path directory) {
        Map<String, LoadedLine> lines = new TreeMap<>();
        if (!Files.isDirectory(directory)) {
            throw new IllegalStateException("kernelgraft.lines.directory: there is no directory " + directory);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.yaml")) {
            for (Path file : files) {
                LoadedLine loaded = LineFileReader.read(file);
                if (lines.put(loaded.line().name(), loaded) != null) {
                    throw new IllegalStateException(
                            file + ": name: the line '" + loaded.line().name() + "' is declared twice");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("kernelgraft.lines.directory: " + directory + " is not readable", e);
        }
        return lines;
    }

    @Override
    public List<LoadedLine> all() {
        Collection<LoadedLine> values = lines.values();
        return List.copyOf(values);
    }

    @Override
    public Optional<LoadedLine> named(String name) {
        return Optional.ofNullable(lines.get(name));
    }
}
