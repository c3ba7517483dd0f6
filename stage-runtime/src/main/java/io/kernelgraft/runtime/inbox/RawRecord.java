package io.kernelgraft.runtime.inbox;

import java.util.Map;

/** A Kafka record before anything is known of it; headers decoded as UTF-8, the first of each name. */
public record RawRecord(
        String topic, int partition, long offset, String key, Map<String, String> headers, byte[] value) {}
