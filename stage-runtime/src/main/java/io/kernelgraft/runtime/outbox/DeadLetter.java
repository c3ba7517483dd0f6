package io.kernelgraft.runtime.outbox;

import io.kernelgraft.contract.event.UnreadableEvent;
import io.kernelgraft.runtime.inbox.RawRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An unreadable record as it goes to {@code <topic>.dlq}: its own value, key and headers, and why and where from.
 *
 * @param headers what it came with, less the marks of an earlier trip here, plus the new ones
 */
public record DeadLetter(String topic, String key, Map<String, String> headers, byte[] value) {
    private static final String MARK = "dead-letter-";

    public static DeadLetter of(RawRecord record, UnreadableEvent why) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers().forEach((name, value) -> {
            if (!name.startsWith(MARK)) {
                headers.put(name, value);
            }
        });
        headers.put(MARK + "reason", why.reason().name());
        headers.put(MARK + "message", why.getMessage());
        headers.put(MARK + "topic", record.topic());
        headers.put(MARK + "partition", Integer.toString(record.partition()));
        headers.put(MARK + "offset", Long.toString(record.offset()));
        byte[] value = record.value() == null ? new byte[0] : record.value();
        return new DeadLetter(record.topic() + ".dlq", record.key() == null ? "" : record.key(), headers, value);
    }
}
