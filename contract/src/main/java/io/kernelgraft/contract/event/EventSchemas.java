package io.kernelgraft.contract.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.kernelgraft.contract.schema.JsonSchema;
import io.kernelgraft.contract.schema.Violation;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The JSON Schemas of the event data, from this module's resources. */
final class EventSchemas {
    private static final int MAX_PROBLEMS = 5;
    private static final Map<EventType, JsonSchema> SCHEMAS = new EnumMap<>(EventType.class);

    static {
        for (EventType type : EventType.values()) {
            SCHEMAS.put(type, new JsonSchema(type.schemaResource()));
        }
    }

    private EventSchemas() {}

    /** @throws UnreadableEvent naming the first fields that are wrong, as JSON pointers */
    static void check(EventType type, JsonNode data) {
        List<Violation> violations = SCHEMAS.get(type).violations(data);
        if (violations.isEmpty()) {
            return;
        }
        String problems = violations.stream()
                .limit(MAX_PROBLEMS)
                .map(violation -> (violation.pointer().isEmpty() ? "/" : violation.pointer()) + ": " + violation.text())
                .collect(Collectors.joining("; "));
        int more = violations.size() - MAX_PROBLEMS;
        throw new UnreadableEvent(
                UnreadableEvent.Reason.SCHEMA, more > 0 ? problems + "; and " + more + " more" : problems);
    }
}
