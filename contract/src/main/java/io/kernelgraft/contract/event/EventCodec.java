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
        return Envelope.headers(event);
    }

    /**
     * The data as JSON.
     *
     * @throws IllegalArgumentException if it is not what its schema says: better here, at the one who made it, than in
     *     the dead letters of everybody who reads it
     */
    public static byte[] value(EventData data) {
        JsonNode json = JSON.valueToTree(data);
        try {
            EventSchemas.check(data.type(), json);
            return JSON.writeValueAsBytes(json);
        } catch (UnreadableEvent | JsonProcessingException e) {
            throw new IllegalArgumentException(data.type().topic() + " must not be sent: " + e.getMessage(), e);
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
        Envelope envelope = Envelope.read(type, headers);
        return new Event(envelope.id(), envelope.source(), envelope.time(), envelope.traceparent(), data(type, value));
    }

    /** Reads data alone, checked against its JSON Schema. */
    public static EventData data(EventType type, byte[] value) {
        JsonNode json = tree(value == null ? new byte[0] : value);
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
            JsonNode tree = JSON.readTree(value);
            if (tree.isMissingNode()) {
                throw new UnreadableEvent(UnreadableEvent.Reason.NOT_JSON, "the record has no value");
            }
            return tree;
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
}
