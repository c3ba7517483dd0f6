package io.kernelgraft.runtime.registry;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.kernelgraft.contract.image.Digest;
import java.util.Map;
import java.util.Optional;

/**
 * An OCI content descriptor.
 *
 * @param size bytes
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md">OCI descriptor</a>
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Descriptor(String mediaType, Digest digest, long size, Map<String, String> annotations) {
    /** Annotation that names the file a layer of an artifact holds. */
    public static final String TITLE = "org.opencontainers.image.title";

    public Descriptor {
        annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    }

    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, Map.of());
    }

    public Descriptor titled(String fileName) {
        return new Descriptor(mediaType, digest, size, Map.of(TITLE, fileName));
    }

    public Optional<String> title() {
        return Optional.ofNullable(annotations.get(TITLE));
    }
}
