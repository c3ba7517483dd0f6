package io.kernelgraft.runtime.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the services need of an OCI registry. Every byte that comes in is checked against its digest. Failures are {@link
 * io.kernelgraft.runtime.stage.StageFailure}: TRANSIENT {@code REGISTRY_UNAVAILABLE} for network, 5xx and 429 after a
 * few retries that honour Retry-After (failure F45), UPSTREAM {@code IMAGE_NOT_FOUND} for 404, POLICY {@code
 * REGISTRY_REFUSED} for 401 and 403, INTERNAL {@code DIGEST_MISMATCH}.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md">OCI distribution spec</a>
 */
public interface Registry {
    /** The digest a tag names now; empty if it names nothing. A pinned reference gives its own digest. */
    Optional<Digest> resolve(ImageReference reference);

    /** By tag or digest; an index is followed to linux/amd64. */
    Manifest manifest(ImageReference reference);

    /** The image config's JSON (labels are under {@code config.Labels}). */
    JsonNode config(Manifest manifest);

    /** The caller closes the stream; reading to its end checks the digest. */
    InputStream openBlob(ImageReference repository, Descriptor blob);

    /**
     * Writes the blob to {@code target}, from the disk if it was fetched before; a file that is there afterwards has the
     * right digest and is the caller's own to change.
     */
    void fetchBlob(ImageReference repository, Descriptor blob, Path target);

    Descriptor pushBlob(ImageReference repository, String mediaType, Path file);

    Descriptor pushBlob(ImageReference repository, String mediaType, byte[] bytes);

    /** Makes the blob known in another repository: mounted where the registry can, else copied through here. */
    void copyBlob(ImageReference from, Descriptor blob, ImageReference to);

    /** Pushes an artifact manifest over blobs that are already there; the same inputs give the same digest. */
    ImageReference pushArtifact(
            ImageReference repository, String artifactType, List<Descriptor> layers, Map<String, String> annotations);

    /** Like {@link #pushArtifact}, attached to {@code subject} (referrers API, or the fallback tag where there is none). */
    ImageReference attach(
            ImageReference subject, String artifactType, List<Descriptor> layers, Map<String, String> annotations);

    /**
     * Makes {@code tag} name exactly that manifest, byte for byte (failure F43), then reads it back. A manifest that is
     * not there yet is pushed by this.
     */
    void tag(Manifest manifest, String tag);
}
