package io.kernelgraft.kernelbuilder.sbom;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The part of CycloneDX that is written here, in its order; what is null or empty is left out.
 *
 * @see <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6, JSON</a>
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Bom(
        @JsonProperty("$schema") String schema,
        String bomFormat,
        String specVersion,
        int version,
        Metadata metadata,
        List<Component> components,
        List<Dependency> dependencies) {

    Bom(Metadata metadata, List<Component> components, List<Dependency> dependencies) {
        this(
                "http://cyclonedx.org/schema/bom-1.6.schema.json",
                "CycloneDX",
                "1.6",
                1,
                metadata,
                components,
                dependencies);
    }

    /** @param timestamp ISO 8601 */
    record Metadata(String timestamp, Tools tools, Component component) {}

    record Tools(List<Component> components) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Component(
            String type,
            @JsonProperty("bom-ref") String ref,
            String publisher,
            String name,
            String version,
            List<LicenseChoice> licenses,
            String purl,
            List<Property> properties) {}

    record LicenseChoice(License license) {}

    /** By name: what a package says is not always an SPDX expression, and must not be passed off as one. */
    record License(String name) {}

    record Property(String name, String value) {}

    record Dependency(String ref, List<String> dependsOn) {}
}
