package io.kernelgraft.contract.schema;

import static io.kernelgraft.contract.schema.Violation.Kind.MISSING;
import static io.kernelgraft.contract.schema.Violation.Kind.UNKNOWN;
import static io.kernelgraft.contract.schema.Violation.Kind.WRONG_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.List;

/** One of the module's schemas (draft 2020-12), compiled on first use so that a service pays for what it reads. */
public final class JsonSchema {
    private final String resource;
    private volatile Schema compiled;

    /** @param resource class path resource, for example {@code /schema/line.schema.json} */
    public JsonSchema(String resource) {
        this.resource = resource;
    }

    /** What is wrong, in the order of the schema; empty if nothing is. */
    public List<Violation> violations(JsonNode data) {
        return compiled().validate(data).stream()
                .map(error -> violation(error, data))
                .distinct()
                .toList();
    }

    private Schema compiled() {
        if (compiled == null) {
            compiled = Registry.INSTANCE.getSchema(SchemaLocation.of(SchemaFiles.BASE + resource));
        }
        return compiled;
    }

    private static Violation violation(Error error, JsonNode data) {
        String keyword = error.getSchemaLocation().toString();
        String location = keyword.substring(0, keyword.lastIndexOf('/'));
        JsonNode schema = SchemaFiles.at(location);
        String at = error.getInstanceLocation().toString();
        return switch (error.getKeyword()) {
            case "required" -> {
                JsonNode field = schema.path("properties").path(error.getProperty());
                String expected = Wording.value(SchemaFiles.resolved(location, field));
                yield new Violation(pointer(at, error.getProperty()), MISSING, expected, "nothing", List.of());
            }
            case "additionalProperties" -> {
                String field = pointer(at, error.getProperty());
                String expected = Wording.expected(error, schema);
                yield new Violation(field, UNKNOWN, expected, "an unknown field", Wording.names(schema));
            }
            default -> {
                String expected = Wording.expected(error, schema);
                yield new Violation(at, WRONG_VALUE, expected, Wording.found(data.at(at)), List.of());
            }
        };
    }

    private static String pointer(String parent, String field) {
        return parent + "/" + field.replace("~", "~0").replace("/", "~1");
    }

    /** Holder: the validator's own classes are loaded when the first schema is. */
    private static final class Registry {
        static final SchemaRegistry INSTANCE = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(SchemaFiles::text)
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .pathType(PathType.JSON_POINTER)
                                .build()));
    }
}
