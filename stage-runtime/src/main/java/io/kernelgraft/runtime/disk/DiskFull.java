package io.kernelgraft.runtime.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognises a full disk by what the kernel, Java and the tools of a stage say about it. */
public final class DiskFull {
    /** The reason code of the failure, which is TRANSIENT: somebody or something makes room, and the stage goes on. */
    public static final String REASON = "DISK_FULL";

    /** ENOSPC and EDQUOT. */
    private static final Set<String> ERRORS = Set.of("No space left on device", "Disk quota exceeded");

    private static final List<Pattern> LINES = List.of(
            Pattern.compile("No space left on device|Disk quota exceeded", Pattern.CASE_INSENSITIVE),
            // rpm's own check before a transaction, and how dnf 4 and 5 put it.
            Pattern.compile("needs \\d+\\S* more (space|inodes) on the \\S+ filesystem"),
            Pattern.compile("At least \\d+\\S* more (space|inodes) needed on the \\S+ filesystem"),
            // All that libcurl, and so dnf, says when it can't write what it downloaded (CURLE_WRITE_ERROR).
            Pattern.compile("Curl error \\(23\\)|Failed writing received data to disk"),
            // buildah's commit, when its temporary copy of a layer can't be written.
            Pattern.compile("storing layer \\S+ to file: io: read/write on closed pipe"));

    private DiskFull() {}

    /** Whether a tool's line says so. */
    public static boolean isSaidBy(String line) {
        return LINES.stream().anyMatch(pattern -> pattern.matcher(line).find());
    }

    /**
     * The words of the failed write among the causes. Only the operating system's own error counts: an answer of a registry
     * whose disk is full, quoted in a message, is not our disk.
     */
    public static Optional<String> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileSystemException at && at.getReason() != null && ERRORS.contains(at.getReason())
                    || cause instanceof IOException && ERRORS.contains(String.valueOf(cause.getMessage()))) {
                return Optional.of(cause.getMessage());
            }
        }
        return Optional.empty();
    }
}
