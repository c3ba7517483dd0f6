package io.kernelgraft.kmodbuilder.repository;

import io.kernelgraft.runtime.stage.StageFailure;

/**
 * The {@code .repo} file of a line's kmod repository, in the build container alone. Written by us and not taken from a
 * release package, so that every package is checked against the line's key and an outage is never skipped over.
 */
public record RepositoryFile(String id, String url, String keyPath) {
    public RepositoryFile {
        checked(url);
    }

    /** @throws StageFailure POLICY {@code LINE_VALUE_REFUSED} */
    public static String checked(String url) {
        return LineUrl.checked("kmods.repository.url", url);
    }

    public String text() {
        return """
                [%s]
                name=Kmods of the line
                baseurl=%s
                enabled=1
                gpgcheck=1
                repo_gpgcheck=0
                gpgkey=file://%s
                skip_if_unavailable=False
                metadata_expire=0
                """.formatted(id, url, keyPath);
    }
}
