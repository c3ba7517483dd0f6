package io.kernelgraft.kmodbuilder.akmods;

import java.nio.file.Path;
import java.util.List;

/**
 * What akmods left of one kmod's build, copied out of the container. Its exit code is 0 even if the build failed
 * (handbook 3.3, failure H13), so the files decide.
 *
 * @param exitCode 1 when headers or akmod are missing, 2 for bad options
 * @param lastWords akmods' own last lines
 * @param logs {@code <version>-for-<kver>.log}, or {@code ….failed.log} of a build that failed
 * @param rpms {@code kmod-<name>-<kver>-….rpm}
 */
public record AkmodsBuild(int exitCode, List<String> lastWords, List<Path> logs, List<Path> rpms) {
    static final String FAILED_LOG = ".failed.log";

    public AkmodsBuild {
        lastWords = List.copyOf(lastWords);
        logs = List.copyOf(logs);
        rpms = List.copyOf(rpms);
    }

    List<Path> failedLogs() {
        return logs.stream()
                .filter(log -> log.getFileName().toString().endsWith(FAILED_LOG))
                .toList();
    }
}
