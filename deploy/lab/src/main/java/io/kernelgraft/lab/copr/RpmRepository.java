package io.kernelgraft.lab.copr;

import io.kernelgraft.lab.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes repodata with the real createrepo_c. */
final class RpmRepository {
    private static final Path PROGRAM = Path.of("/usr/bin/createrepo_c");
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final Path directory;
    private final Path log;

    RpmRepository(Path directory, Path log) {
        this.directory = directory;
        this.log = log;
    }

    static Optional<String> missing() {
        return Files.isExecutable(PROGRAM)
                ? Optional.empty()
                : Optional.of("createrepo_c is not installed (" + PROGRAM + ")");
    }

    /** Replaces repodata at once, when they are complete. */
    void index() {
        ChildProcess.start(
                        "createrepo_c",
                        List.of(PROGRAM.toString(), "--quiet", "--update", directory.toString()),
                        log,
                        Map.of())
                .requireSuccess(DEADLINE);
    }
}
