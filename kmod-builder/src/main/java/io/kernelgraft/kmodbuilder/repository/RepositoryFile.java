package io.kernelgraft.kmodbuilder.repository;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.util.regex.Pattern;

/**
 * The {@code .repo} file of a line's kmod repository, in the build container alone. Written by us and not taken from a
 * release package, so that every package is checked against the line's key and an outage is never skipped over.
 */
public record RepositoryFile(String id, String url, String keyPath) {
    private static final Pattern URL = Pattern.compile(
            "https?://[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~%+@-]*)*");

    public RepositoryFile {
        checked(url);
    }

    /** @throws StageFailure POLICY {@code LINE_VALUE_REFUSED} */
    public static String checked(String url) {
        if (!URL.matcher(url).matches()) {
            throw new StageFailure(
                    FailureKind.POLICY,
                    "LINE_VALUE_REFUSED",
                    "kmods.repository.url: expected an http or https URL without user, query or fragment, not '" + url
                            + "'");
        }
        return url;
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
