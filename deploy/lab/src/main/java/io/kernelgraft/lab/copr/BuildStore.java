package io.kernelgraft.lab.copr;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All projects' builds so far, numbered together and kept in one JSON file so that numbers go on after a restart. */
final class BuildStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long FIRST = 9_000_001;

    private final Path file;
    private final List<CoprBuild> builds;

    BuildStore(Path file) throws IOException {
        this.file = file;
        this.builds = Files.exists(file)
                ? new ArrayList<>(JSON.readValue(file.toFile(), new TypeReference<List<CoprBuild>>() {}))
                : new ArrayList<>();
    }

    synchronized long nextId() {
        return builds.stream().mapToLong(CoprBuild::id).max().orElse(FIRST - 1) + 1;
    }

    /** Adds it, or replaces the one with the same number. */
    synchronized void put(CoprBuild build) {
        builds.removeIf(other -> other.id() == build.id());
        builds.add(build);
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            JSON.writeValue(next.toFile(), builds);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized Optional<CoprBuild> byId(long id) {
        return builds.stream().filter(build -> build.id() == id).findFirst();
    }

    /** A project's, newest first. */
    synchronized List<CoprBuild> of(CoprProject project) {
        return builds.stream()
                .filter(build -> project.fullName().equals(build.project()))
                .sorted(Comparator.comparingLong(CoprBuild::id).reversed())
                .toList();
    }
}
