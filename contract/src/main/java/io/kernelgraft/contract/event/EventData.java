package io.kernelgraft.contract.event;

/** What an event says; its CloudEvents envelope is {@link Event}. One record per {@link EventType}. */
public sealed interface EventData permits KernelReleased, StageProgress, OperatorCommand, RebuildEvent {

    /** The Kafka key: what must stay in order relative to each other shares one. */
    String key();

    /** Tells apart two events of one type that one rebuild needs (a kernel's and the kmods' payload); mostly empty. */
    default String part() {
        return "";
    }

    default EventType type() {
        return EventType.of(getClass());
    }
}
