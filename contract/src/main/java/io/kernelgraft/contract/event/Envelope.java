package io.kernelgraft.contract.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The CloudEvents attributes of a record, as Kafka headers in binary mode. */
record Envelope(String id, String source, Instant time, String traceparent) {
    private static final String SPEC_VERSION = "1.0";
    private static final String JSON = "application/json";
    private static final int MAX_LENGTH = 512;
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    static Map<String, String> headers(Event event) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", SPEC_VERSION);
        headers.put("ce_id", event.id());
        headers.put("ce_type", event.type().cloudEventType());
        headers.put("ce_source", event.source());
        headers.put("ce_time", event.time().toString());
        headers.put("content-type", JSON);
        if (event.traceparent() != null) {
            // The distributed tracing extension has it as an attribute, Kafka instrumentation as a plain header.
            headers.put("ce_traceparent", event.traceparent());
            headers.put("traceparent", event.traceparent());
        }
        return headers;
    }

    static Envelope read(EventType type, Map<String, String> headers) {
        expect(headers, "ce_specversion", SPEC_VERSION);
        expect(headers, "ce_type", type.cloudEventType());
        // Optional in CloudEvents; what is refused is structured mode, whose envelope is in the value.
        String contentType = headers.getOrDefault("content-type", JSON);
        if (!contentType.split(";", 2)[0].strip().equalsIgnoreCase(JSON)) {
            throw unreadable("header content-type must be " + JSON + ", not '" + contentType + "'");
        }
        return new Envelope(
                required(headers, "ce_id"),
                required(headers, "ce_source"),
                time(required(headers, "ce_time")),
                traceparent(headers.get("ce_traceparent")));
    }

    private static void expect(Map<String, String> headers, String name, String expected) {
        String value = required(headers, name);
        if (!value.equals(expected)) {
            throw unreadable("header " + name + " must be " + expected + ", not '" + value + "'");
        }
    }

    private static String required(Map<String, String> headers, String name) {
        String value = headers.get(name);
        if (value == null
                || value.isBlank()
                || value.length() > MAX_LENGTH
                || value.chars().anyMatch(Character::isISOControl)) {
            throw unreadable("header " + name + " must be there, with 1 to " + MAX_LENGTH
                    + " characters and no control characters");
        }
        return value;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw unreadable("header ce_time must be RFC 3339 in UTC, not '" + text + "'");
        }
    }

    /** A broken one is no reason to refuse an event: W3C Trace Context says to start a new trace then. */
    private static String traceparent(String text) {
        return text != null && TRACEPARENT.matcher(text).matches() ? text : null;
    }

    private static UnreadableEvent unreadable(String message) {
        return new UnreadableEvent(UnreadableEvent.Reason.ENVELOPE, message);
    }
}
