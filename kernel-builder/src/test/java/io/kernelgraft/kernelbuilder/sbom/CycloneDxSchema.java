package io.kernelgraft.kernelbuilder.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** CycloneDX' own schema, from its own library. */
final class CycloneDxSchema {
    private static final String BASE = "http://cyclonedx.org/schema/";
    private static final Schema BOM = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_7, builder -> builder.schemas(CycloneDxSchema::text))
            .getSchema(SchemaLocation.of(BASE + "bom-1.6.schema.json"));

    private CycloneDxSchema() {}

    static List<Error> violations(JsonNode bom) {
        return BOM.validate(bom);
    }

    private static String text(String address) {
        if (!address.startsWith(BASE)) {
            return null;
        }
        try (InputStream in = CycloneDxSchema.class.getResourceAsStream("/" + address.substring(BASE.length()))) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
