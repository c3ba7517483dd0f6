package io.kernelgraft.contract.line;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Holds the line file's schema, record and page together. {@code -Dkernelgraft.docs.write=true} rewrites the page's table
 * instead of comparing it.
 */
class LineFilePageTest {
    private static final Path PAGE = Path.of(System.getProperty("kernelgraft.root"), "docs/line-file.md");
    private static final String START = "<!-- fields -->\n";
    private static final String END = "<!-- /fields -->";

    private final JsonNode schema = schema();

    @Test
    void shouldDescribeEveryFieldAsTheSchemaDoes() throws IOException {
        // Given
        String page = Files.readString(PAGE);
        int start = page.indexOf(START) + START.length();
        int end = page.indexOf(END);
        String table = table();

        // Then
        if (Boolean.getBoolean("kernelgraft.docs.write")) {
            Files.writeString(PAGE, page.substring(0, start) + table + page.substring(end));
        } else {
            assertThat(page.substring(start, end)).isEqualTo(table);
        }
    }

    @Test
    void shouldHaveTheFieldsOfTheRecordInTheirOrder() {
        assertThat(paths(schema, "")).isEqualTo(paths(LineFile.class, ""));
    }

    @Test
    void shouldRequireEveryFieldThatHasNoDefaultAndAllowNoOther() {
        for (JsonNode object : schema.findParents("properties")) {
            List<String> required = new ArrayList<>();
            object.path("required").forEach(name -> required.add(name.asText()));
            List<String> expected = names(object);
            expected.removeIf(name -> isOptional(object.path("properties").path(name)));
            assertThat(required).isEqualTo(expected);
            assertThat(object.path("additionalProperties")).hasToString("false");
        }
    }

    /** One with a default that the text says too, or one of two of which LineRules demands one. */
    private static boolean isOptional(JsonNode field) {
        String text = field.path("description").asText();
        return field.has("default") ? text.contains("Default: ") : text.contains("Either this or ");
    }

    private String table() {
        StringBuilder table = new StringBuilder("\n| Field | Meaning | Form |\n|---|---|---|\n");
        rows(schema, "", table);
        return table.append("\n").toString();
    }

    private void rows(JsonNode object, String prefix, StringBuilder table) {
        for (String name : names(object)) {
            JsonNode field = object.path("properties").path(name);
            assertThat(field.path("description").asText()).as(prefix + name).isNotBlank();
            String row = "| `%s` | %s | %s |\n"
                    .formatted(prefix + name, field.path("description").asText(), form(field));
            table.append(row);
            rows(element(field), prefix + name + (resolved(field).has("items") ? "[]." : "."), table);
        }
    }

    private String form(JsonNode field) {
        JsonNode type = resolved(field);
        return switch (type.path("type").asText()) {
            case "object" -> "";
            case "boolean" -> "`true` or `false`";
            case "integer" ->
                "%d to %d"
                        .formatted(
                                type.path("minimum").asInt(),
                                type.path("maximum").asInt());
            case "array" -> {
                String least = "a list%s".formatted(field.path("minItems").asInt() > 0 ? " of at least one" : "");
                JsonNode items = resolved(type.path("items"));
                yield items.has("properties")
                        ? least
                        : least + ", each " + items.path("description").asText();
            }
            default -> type.path("description").asText();
        };
    }

    private List<String> paths(JsonNode object, String prefix) {
        List<String> paths = new ArrayList<>();
        for (String name : names(object)) {
            paths.add(prefix + name);
            paths.addAll(paths(element(object.path("properties").path(name)), prefix + name + "."));
        }
        return paths;
    }

    private static List<String> paths(Type type, String prefix) {
        Type element = type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
        List<String> paths = new ArrayList<>();
        if (element instanceof Class<?> record
                && record.isRecord()
                && record.getName().contains(".LineFile")) {
            for (RecordComponent component : record.getRecordComponents()) {
                paths.add(prefix + component.getName());
                paths.addAll(paths(component.getGenericType(), prefix + component.getName() + "."));
            }
        }
        return paths;
    }

    /** The objects in a list, or the object itself. */
    private JsonNode element(JsonNode field) {
        JsonNode type = resolved(field);
        return type.has("items") ? resolved(type.path("items")) : type;
    }

    private JsonNode resolved(JsonNode field) {
        return field.has("$ref") ? schema.at(field.path("$ref").asText().substring(1)) : field;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode schema() {
        try (InputStream in = LineFile.class.getResourceAsStream("/schema/line.schema.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
