package io.kernelgraft.runtime.repository;

import io.kernelgraft.contract.image.Nevra;

/**
 * An RPM as primary metadata list it.
 *
 * @param href relative to the repository
 * @param sha256 64 hex digits
 * @param size bytes
 */
public record ListedRpm(Nevra nevra, String href, String sha256, long size) {
    /** The last part of {@link #href}. */
    public String file() {
        return href.substring(href.lastIndexOf('/') + 1);
    }
}
