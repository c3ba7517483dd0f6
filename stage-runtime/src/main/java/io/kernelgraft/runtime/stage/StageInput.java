package io.kernelgraft.runtime.stage;

import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.event.EventType;

/** An event a stage waits for: its type and, where a rebuild has several of one type, which of them. */
public record StageInput(EventType type, String part) {
    public static StageInput of(EventType type) {
        return new StageInput(type, "");
    }

    public static StageInput of(EventType type, String part) {
        return new StageInput(type, part);
    }

    public static StageInput of(EventData data) {
        return new StageInput(data.type(), data.part());
    }
}
