package io.kernelgraft.contract.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.List;

/** Says what a schema expects and what was found, for people. */
final class Wording {
    private static final int FOUND_LENGTH = 60;

    private Wording() {}

    /** @param schema the schema object that holds the keyword that failed */
    static String expected(Error error, JsonNode schema) {
        JsonNode limit = schema.path(error.getKeyword());
        return switch (error.getKeyword()) {
            case "additionalProperties" -> "one of " + String.join(", ", names(schema));
            case "minimum" -> "at least " + limit.asText();
            case "maximum" -> "at most " + limit.asText();
            case "minItems" -> "a list of at least " + limit.asText();
            case "maxItems" -> "a list of at most " + limit.asText();
            case "maxLength" -> "at most " + limit.asText() + " characters";
            case "uniqueItems" -> "a list in which nothing is there twice";
            default -> value(schema);
        };
    }

    /** What a whole value must be. */
    static String value(JsonNode schema) {
        if (schema.has("enum")) {
            List<String> values = new ArrayList<>();
            schema.get("enum").forEach(value -> values.add(value.asText()));
            return "one of " + String.join(", ", values);
        }
        if (schema.has("pattern")) {
            return schema.path("description").asText();
        }
        return switch (schema.path("type").asText()) {
            case "object" -> "an object with " + String.join(", ", names(schema));
            case "array" -> "a list";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            default -> schema.path("description").asText();
        };
    }

    static String found(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list of " + value.size();
            case NULL -> "null";
            case MISSING -> "nothing";
            case STRING -> "'" + shortened(value.asText()) + "'";
            default -> shortened(value.asText());
        };
    }

    /** One line: what follows the first line may be key material that someone pasted in the wrong place. */
    private static String shortened(String text) {
        String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        if (line.length() <= FOUND_LENGTH && line.length() == text.length()) {
            return line;
        }
        return line.substring(0, Math.min(FOUND_LENGTH, line.length())) + "…";
    }

    /** The fields that a schema knows, in its order. */
    static List<String> names(JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }
}
