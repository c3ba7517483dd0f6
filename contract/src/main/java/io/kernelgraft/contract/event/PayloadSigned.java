package io.kernelgraft.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.kernelgraft.contract.image.ImageReference;
import java.util.List;
import java.util.Locale;

/**
 * One layer with exactly the signed files at their final paths.
 *
 * @param payload which of the two payloads of a rebuild
 * @param layer the OCI artifact that holds the layer, pinned
 * @param files how many files the layer holds
 * @param certificateSha256 fingerprint (hex) of the certificate whose key signed, of the current one while there are two
 * @param kmods for the kmods' payload, what kmod-builder said of each; empty for the kernel's
 * @param kmodArtifact for the kmods' payload, the artifact with their RPMs; null for the kernel's
 */
public record PayloadSigned(
        Rebuild rebuild,
        Payload payload,
        ImageReference layer,
        int files,
        String certificateSha256,
        List<KmodOutcome> kmods,
        ImageReference kmodArtifact)
        implements RebuildEvent {
    public enum Payload {
        KERNEL,
        KMODS;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Payload parse(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    @Override
    public String part() {
        return payload.wireName();
    }
}
