package io.kernelgraft.contract.event;

import io.kernelgraft.contract.image.Nevra;

/** One RPM of a release: file name, identity, sha256 (64 hex digits) and size in bytes. */
public record ReleasedRpm(String file, Nevra nevra, String sha256, long size) {}
