package io.kernelgraft.contract.attestation;

import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;

/** Something that a statement is about. @param name repository or file name, for people: only the digest counts */
public record Subject(String name, DigestSet digest) {
    /** As in-toto writes it; we use the one algorithm. */
    public record DigestSet(String sha256) {}

    public static Subject of(String name, Digest digest) {
        return new Subject(name, new DigestSet(digest.hex()));
    }

    public static Subject of(ImageReference pinned) {
        return of(pinned.name(), pinned.pinned());
    }
}
