package io.kernelgraft.contract.event;

import java.util.Arrays;
import java.util.Optional;

/** The events between services. Topic, CloudEvents {@code type} and JSON Schema follow from the name. */
public enum EventType {
    KERNEL_RELEASED("kernel.released", KernelReleased.class),
    REBUILD_REQUESTED("rebuild.requested", RebuildRequested.class),
    IMAGE_SWAPPED("image.swapped", ImageSwapped.class),
    KMODS_BUILT("kmods.built", KmodsBuilt.class),
    PAYLOAD_SIGNED("payload.signed", PayloadSigned.class),
    CANDIDATE_SEALED("candidate.sealed", CandidateSealed.class),
    CANDIDATE_VERIFIED("candidate.verified", CandidateVerified.class),
    CANDIDATE_PROMOTED("candidate.promoted", CandidatePromoted.class),
    SIGNING_AUDITED("signing.audited", SigningAudited.class),
    STAGE_FAILED("stage.failed", StageFailed.class),
    OPERATOR_COMMANDS("operator.commands", OperatorCommand.class),
    STAGE_PROGRESS("stage.progress", StageProgress.class);

    private final String topic;
    private final Class<? extends EventData> dataClass;

    EventType(String topic, Class<? extends EventData> dataClass) {
        this.topic = topic;
        this.dataClass = dataClass;
    }

    public String topic() {
        return topic;
    }

    /** Where a record of this topic goes that can't be read. */
    public String deadLetterTopic() {
        return topic + ".dlq";
    }

    /** The CloudEvents {@code type} attribute; its version is raised on a breaking change. */
    public String cloudEventType() {
        return "io.kernelgraft." + topic + ".v1";
    }

    /** Class path resource of the data's JSON Schema. */
    public String schemaResource() {
        return "/schema/event/" + topic + ".schema.json";
    }

    public Class<? extends EventData> dataClass() {
        return dataClass;
    }

    public static EventType of(Class<? extends EventData> dataClass) {
        return Arrays.stream(values())
                .filter(type -> type.dataClass == dataClass)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no event type for " + dataClass));
    }

    public static Optional<EventType> ofTopic(String topic) {
        return Arrays.stream(values()).filter(type -> type.topic.equals(topic)).findFirst();
    }
}
