package io.kernelgraft.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds the records, their JSON Schemas and the AsyncAPI document together. */
class ContractTest {
    private static final ObjectMapper JSON = EventCodec.json();
    private static final Set<String> NULLABLE = Set.of(
            "PayloadSigned.kmodArtifact",
            "CandidatePromoted.previous",
            "StageFailed.retryAt",
            "StageFailed.evidence",
            "SigningAudited.reason",
            "SigningAudited.layer",
            "SigningAudited.evidence");
    private static final Map<String, String> JSON_TYPES =
            Map.of("int", "integer", "long", "integer", "boolean", "boolean", "String", "string");
    private static final Set<String> WHO = Set.of(
            "upstream-watcher",
            "kernel-builder",
            "kmod-builder",
            "signer",
            "verifier",
            "promoter",
            "console",
            "operator");

    @ParameterizedTest
    @EnumSource
    void shouldHaveASchemaThatSaysWhatTheRecordSays(EventType type) {
        compareObject(type.dataClass(), schema(type.schemaResource()));
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveChannelsAndAMessageInTheAsyncApiDocument(EventType type) {
        // Given
        JsonNode document = asyncApi();

        // When
        JsonNode channel = channel(document, type.topic());
        JsonNode deadLetters = channel(document, type.deadLetterTopic());
        JsonNode message = resolve(document, channel.path("messages").elements().next());

        // Then
        assertThat(message.at("/payload/schema/$ref").asText())
                .isEqualTo(type.schemaResource().substring(1));
        assertThat(message.at("/headers/properties/ce_type/const").asText()).isEqualTo(type.cloudEventType());
        assertThat(message.at("/traits/0/$ref").asText()).isEqualTo("#/components/messageTraits/CloudEvent");
        assertThat(deadLetters.at("/messages/DeadLetter/$ref").asText()).isEqualTo("#/components/messages/DeadLetter");
        assertThat(operations(document, "send", type.topic())).isNotEmpty();
        assertThat(operations(document, "receive", type.topic())).isNotEmpty();
        assertThat(operations(document, "send", type.deadLetterTopic()))
                .as("who reads a topic sends what it can't read to its dead letters")
                .isEqualTo(operations(document, "receive", type.topic()));
    }

    @Test
    void shouldHaveNothingInTheAsyncApiDocumentThatTheCodeHasNot() {
        // Given
        JsonNode document = asyncApi();

        // Then
        assertThat(document.path("channels").findValuesAsText("address"))
                .containsExactlyInAnyOrderElementsOf(Stream.of(EventType.values())
                        .flatMap(type -> Stream.of(type.topic(), type.deadLetterTopic()))
                        .toList());
        document.path("operations").fields().forEachRemaining(operation -> {
            String[] name = operation.getKey().split("\\.", 3);
            assertThat(WHO).contains(name[0]);
            assertThat(operation.getValue().path("action").asText()).isEqualTo(name[1]);
            assertThat(resolve(document, operation.getValue().path("channel"))
                            .path("address")
                            .asText())
                    .isEqualTo(name[2]);
        });
        for (JsonNode reference : document.findParents("$ref")) {
            assertThat(resolve(document, reference).isMissingNode())
                    .as(reference.toString())
                    .isFalse();
        }
        assertThat(names(document.at("/components/messages/DeadLetter/headers/properties/dead-letter-reason/enum")))
                .isEqualTo(Stream.of(UnreadableEvent.Reason.values())
                        .map(Enum::name)
                        .toList());
    }

    @Test
    void shouldNameTheHeadersThatTheCodecWrites() {
        // Given
        JsonNode trait = asyncApi().at("/components/messageTraits/CloudEvent/headers");
        List<String> described = new ArrayList<>(List.of("ce_type", "traceparent"));
        trait.path("properties").fieldNames().forEachRemaining(described::add);

        // Then
        assertThat(EventCodec.headers(Samples.event(EventType.IMAGE_SWAPPED)).keySet())
                .containsExactlyInAnyOrderElementsOf(described)
                .containsAll(names(trait.path("required")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/schema/line.schema.json", "/schema/event/common.schema.json"})
    @EnumSource(EventType.class)
    void shouldBeValidDraft202012(Object file) {
        // Given
        String resource = file instanceof EventType type ? type.schemaResource() : file.toString();
        JsonNode metaSchemaSays = schema(resource);

        // Then
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                        .validate(metaSchemaSays))
                .isEmpty();
        assertThat(metaSchemaSays.path("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
    }

    private static void compareObject(Class<?> record, JsonNode schema) {
        List<String> components = Stream.of(record.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        assertThat(schema.path("type").asText()).isEqualTo("object");
        assertThat(fieldNames(schema.path("properties")))
                .as(record.getSimpleName())
                .isEqualTo(components);
        assertThat(names(schema.path("required"))).as(record.getSimpleName()).isEqualTo(components);
        assertThat(schema.path("additionalProperties")).hasToString("false");
        for (RecordComponent component : record.getRecordComponents()) {
            String field = record.getSimpleName() + "." + component.getName();
            compare(field, component.getGenericType(), schema.path("properties").path(component.getName()));
        }
    }

    private static void compare(String field, Type type, JsonNode property) {
        JsonNode schema = property.has("$ref") ? common(property.path("$ref").asText()) : property;
        if (type instanceof ParameterizedType list) {
            assertThat(schema.path("type").asText()).as(field).isEqualTo("array");
            compare(field, list.getActualTypeArguments()[0], schema.path("items"));
            return;
        }
        Class<?> java = (Class<?>) type;
        boolean object = java.isRecord() && java.getPackage().equals(EventType.class.getPackage());
        if (object) {
            compareObject(java, schema);
        } else if (java.isEnum()) {
            List<String> values = Stream.of(java.getEnumConstants())
                    .map(constant -> JSON.convertValue(constant, String.class))
                    .toList();
            assertThat(names(schema.path("enum"))).as(field).isEqualTo(values);
        } else if (JSON_TYPES.getOrDefault(java.getSimpleName(), "").matches("integer|boolean")) {
            assertThat(schema.path("type").asText()).as(field).isEqualTo(JSON_TYPES.get(java.getSimpleName()));
        } else {
            List<String> types = schema.path("type").isArray()
                    ? names(schema.path("type"))
                    : List.of(schema.path("type").asText());
            assertThat(types)
                    .as(field)
                    .isEqualTo(NULLABLE.contains(field) ? List.of("string", "null") : List.of("string"));
            assertThat(schema.has("pattern")).as(field + " has a pattern").isTrue();
            assertThat(definition(java))
                    .as(field)
                    .matches(expected -> expected.isEmpty()
                            || property.path("$ref")
                                    .asText()
                                    .matches("(?i).*/(nullable|pinned|nullablePinned)?" + expected));
        }
    }

    /** The end of the name of the definition that a value class must use; empty for a String, which may use any. */
    private static String definition(Class<?> value) {
        return switch (value.getSimpleName()) {
            case "ImageReference" -> "(image)?Reference";
            case "Digest", "Kver", "Nevra", "Instant" -> value.getSimpleName();
            default -> "";
        };
    }

    private static List<String> operations(JsonNode document, String action, String topic) {
        return fieldNames(document.path("operations")).stream()
                .filter(name -> name.endsWith("." + action + "." + topic))
                .map(name -> name.substring(0, name.indexOf('.')))
                .sorted()
                .toList();
    }

    private static JsonNode channel(JsonNode document, String address) {
        List<JsonNode> channels = new ArrayList<>();
        document.path("channels").forEach(channels::add);
        return channels.stream()
                .filter(channel -> channel.path("address").asText().equals(address))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no channel has the address " + address));
    }

    private static JsonNode resolve(JsonNode document, JsonNode reference) {
        String ref = reference.path("$ref").asText();
        return ref.startsWith("#") ? document.at(ref.substring(1)) : schema("/" + ref);
    }

    private static JsonNode common(String ref) {
        String pointer = ref.replace("common.schema.json", "").substring(1);
        return schema("/schema/event/common.schema.json").at(pointer);
    }

    private static List<String> names(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static List<String> fieldNames(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode asyncApi() {
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text("/asyncapi.yaml"));
        return JSON.valueToTree(document);
    }

    private static JsonNode schema(String resource) {
        try {
            return JSON.readTree(text(resource));
        } catch (IOException e) {
            throw new AssertionError(resource, e);
        }
    }

    private static String text(String resource) {
        try (InputStream in = ContractTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(resource, e);
        }
    }
}
