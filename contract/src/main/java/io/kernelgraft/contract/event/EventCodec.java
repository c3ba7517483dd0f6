package io.kernelgraft.contract.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * CloudEvents in Kafka's binary mode: the attributes are headers ({@code ce_id}, {@code ce_type} …), the value is the
 * data as JSON. Any Kafka client can read it.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 *     protocol binding</a>
 */
public final class EventCodec {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private EventCodec() {}

    /** The mapper that reads and writes event data, for whoever stores it. */
    public static ObjectMapper json() {
        return JSON;
    }

    public static Map<String, String> headers(Event event) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", event.id());
        headers.put("ce_type", event.type().cloudEventType());
        headers.put("ce_source", event.source());
        headers.put("ce_time", event.time().toString());
        headers.put("content-type", "application/json");
        if (event.traceparent() != null) {
            // The distributed tracing extension has it as an attribute, Kafka instrumentation as a plain header.
            headers.put("ce_traceparent", event.traceparent());
            headers.put("traceparent", event.traceparent());
        }
        return headers;
    }

    public static byte[] value(EventData data) {
        try {
            return JSON.writeValueAsString(data).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "event data that does not serialize: " + data.type().topic(), e);
        }
    }

    /**
     * Reads one record.
     *
     * @throws UnreadableEvent if the envelope, the JSON or the data's shape is wrong; it says which
     */
    public static Event read(String topic, Map<String, String> headers, byte[] value) {
        EventType type = EventType.ofTopic(topic)
                .orElseThrow(() -> new UnreadableEvent(
                        UnreadableEvent.Reason.UNKNOWN_TOPIC, "no event has the topic '" + topic + "'"));
        String id = required(headers, "ce_id");
        String source = required(headers, "ce_source");
        String version = required(headers, "ce_specversion");
        if (!version.equals("1.0")) {
            throw new UnreadableEvent(
                    UnreadableEvent.Reason.ENVELOPE, "ce_specversion must be 1.0, not '" + version + "'");
        }
        String ceType = required(headers, "ce_type");
        if (!ceType.equals(type.cloudEventType())) {
            throw new UnreadableEvent(
                    UnreadableEvent.Reason.ENVELOPE,
                    "ce_type on topic " + topic + " must be " + type.cloudEventType() + ", not '" + ceType + "'");
        }
        return new Event(
                id, source, time(required(headers, "ce_time")), headers.get("ce_traceparent"), data(type, value));
    }

    /** Reads data alone, checked against its JSON Schema. */
    public static EventData data(EventType type, byte[] value) {
        if (value == null || value.length == 0) {
            throw new UnreadableEvent(UnreadableEvent.Reason.NOT_JSON, "the record has no value");
        }
        JsonNode json = tree(value);
        EventSchemas.check(type, json);
        try {
            return JSON.treeToValue(json, type.dataClass());
        } catch (JsonMappingException e) {
            // What a pattern can't say (a 13th month): the value's own class refuses it.
            throw new UnreadableEvent(UnreadableEvent.Reason.SCHEMA, pointer(e) + ": " + words(e));
        } catch (JsonProcessingException e) {
            throw new UnreadableEvent(UnreadableEvent.Reason.SCHEMA, e.getOriginalMessage());
        }
    }

    private static JsonNode tree(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (JsonProcessingException e) {
            throw new UnreadableEvent(UnreadableEvent.Reason.NOT_JSON, e.getOriginalMessage());
        } catch (IOException e) {
            throw new UnreadableEvent(UnreadableEvent.Reason.NOT_JSON, e.getMessage());
        }
    }

    private static String words(JsonMappingException problem) {
        // A value class says what it expects; Jackson's own sentence around it names Java classes.
        boolean fromValue = problem instanceof ValueInstantiationException && problem.getCause() != null;
        return fromValue ? problem.getCause().getMessage() : problem.getOriginalMessage();
    }

    private static String pointer(JsonMappingException problem) {
        return problem.getPath().stream()
                .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                .collect(Collectors.joining());
    }

    private static String required(Map<String, String> headers, String name) {
        String value = headers.get(name);
        if (value == null || value.isBlank() || value.length() > 512) {
            throw new UnreadableEvent(
                    UnreadableEvent.Reason.ENVELOPE, "header " + name + " must be there, with 1 to 512 characters");
        }
        return value;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new UnreadableEvent(
                    UnreadableEvent.Reason.ENVELOPE, "ce_time must be RFC 3339 in UTC, not '" + text + "'");
        }
    }
}
