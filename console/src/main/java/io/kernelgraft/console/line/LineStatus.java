package io.kernelgraft.console.line;

import java.time.Instant;
import java.util.List;

/**
 * What a line's tags name since the newest promotion.
 *
 * @param line its name
 * @param promoted repository and digest; null, as all that follows, if it was never promoted
 * @param rebuild the rebuild that made it
 * @param kernel NEVRA of its kernel
 * @param tags the tags that name it
 */
public record LineStatus(
        String line, String promoted, String rebuild, String kernel, List<String> tags, Instant promotedAt) {
    /** The first 12 hex digits of the digest, for people. */
    public String shortDigest() {
        int at = promoted == null ? -1 : promoted.indexOf("@sha256:");
        return at < 0 ? "" : promoted.substring(at + 8, at + 20);
    }
}
