package io.kernelgraft.contract.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kernelgraft.contract.event.UnreadableEvent.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EventCodecTest {
    @ParameterizedTest
    @EnumSource
    void shouldReadWhatItWrote(EventType type) {
        // Given
        Event event = Samples.event(type);

        // When
        Event read = EventCodec.read(type.topic(), EventCodec.headers(event), EventCodec.value(event.data()));

        // Then
        assertThat(read).isEqualTo(event);
        assertThat(EventCodec.data(type, EventCodec.value(Samples.full(type)))).isEqualTo(Samples.full(type));
    }

    @Test
    void shouldWriteBinaryModeThatAnyClientCanRead() {
        // Given
        Event event = Samples.event(EventType.STAGE_PROGRESS);

        // Then
        assertThat(EventCodec.headers(event))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "3f1c-1",
                        "ce_type", "io.kernelgraft.stage.progress.v1",
                        "ce_source", "/kernelgraft/signer",
                        "ce_time", "2026-05-04T03:00:01.250Z",
                        "content-type", "application/json",
                        "ce_traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        assertThat(new String(EventCodec.value(event.data()), StandardCharsets.UTF_8))
                .isEqualTo("{\"rebuild\":\"rb-0123456789abcdef\",\"line\":\"desktop-cachyos\",\"stage\":\"swap\","
                        + "\"attempt\":1,\"state\":\"RUNNING\",\"text\":\"612 of 1018 modules\",\"done\":612,"
                        + "\"total\":1018,\"at\":\"2026-05-04T03:00:01.250Z\"}");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', nullValues = "absent", textBlock = """
            ce_id          | absent                            | header ce_id must be there, with 1 to 512 characters and no control characters
            ce_id          | ' '                               | header ce_id must be there, with 1 to 512 characters and no control characters
            ce_source      | absent                            | header ce_source must be there, with 1 to 512 characters and no control characters
            ce_specversion | 0.3                               | header ce_specversion must be 1.0, not '0.3'
            ce_type        | io.kernelgraft.kmods.built.v1     | header ce_type must be io.kernelgraft.image.swapped.v1, not 'io.kernelgraft.kmods.built.v1'
            ce_type        | io.kernelgraft.image.swapped.v2   | header ce_type must be io.kernelgraft.image.swapped.v1, not 'io.kernelgraft.image.swapped.v2'
            ce_time        | yesterday                         | header ce_time must be RFC 3339 in UTC, not 'yesterday'
            content-type   | application/cloudevents+json      | header content-type must be application/json, not 'application/cloudevents+json'
            """)
    void shouldRefuseAWrongEnvelope(String header, String value, String message) {
        // Given
        Event event = Samples.event(EventType.IMAGE_SWAPPED);
        Map<String, String> headers = new HashMap<>(EventCodec.headers(event));
        headers.remove(header);
        if (value != null) {
            headers.put(header, value);
        }

        // When
        UnreadableEvent refused = catchThrowableOfType(
                UnreadableEvent.class, () -> EventCodec.read("image.swapped", headers, EventCodec.value(event.data())));

        // Then
        assertThat(refused.reason()).isEqualTo(Reason.ENVELOPE);
        assertThat(refused).hasMessage(message);
    }

    @Test
    void shouldAcceptAnAbsentContentTypeAndDropABrokenTraceparent() {
        // Given
        Event event = Samples.event(EventType.IMAGE_SWAPPED);
        Map<String, String> headers = new HashMap<>(EventCodec.headers(event));
        headers.remove("content-type");
        headers.put("ce_traceparent", "00-nonsense");

        // When
        Event read = EventCodec.read("image.swapped", headers, EventCodec.value(event.data()));

        // Then
        assertThat(read.traceparent()).isNull();
        assertThat(read.data()).isEqualTo(event.data());
    }

    @Test
    void shouldRefuseAnUnknownTopic() {
        assertThatThrownBy(() -> EventCodec.read("image.swopped", Map.of(), new byte[0]))
                .isInstanceOfSatisfying(
                        UnreadableEvent.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_TOPIC))
                .hasMessage("no event has the topic 'image.swopped'");
    }

    @Test
    void shouldRefuseWhatIsNoJson() {
        for (String text : List.of(
                "{", "{\"a\":1} {\"b\":2}", "{\"a\":1,\"a\":2}", "{\"a\":\"\u0001\"}", "kernel", "[".repeat(5000))) {
            assertThat(refused(EventType.IMAGE_SWAPPED, text.getBytes(StandardCharsets.UTF_8))
                            .reason())
                    .as(text)
                    .isEqualTo(Reason.NOT_JSON);
        }
        assertThat(refused(EventType.IMAGE_SWAPPED, null)).hasMessage("the record has no value");
        assertThat(refused(EventType.IMAGE_SWAPPED, " ".getBytes(StandardCharsets.UTF_8))
                        .reason())
                .isEqualTo(Reason.NOT_JSON);
        assertThat(refused(EventType.IMAGE_SWAPPED, new byte[] {'"', (byte) 0xc3, '"'})
                        .reason())
                .isEqualTo(Reason.NOT_JSON);
    }

    @Test
    void shouldNameTheFieldThatIsWrong() {
        assertThat(edited(EventType.IMAGE_SWAPPED, data -> data.put("colour", "red")))
                .hasMessage("/colour: expected one of rebuild, image, found an unknown field");
        assertThat(edited(
                        EventType.IMAGE_SWAPPED,
                        data -> data.withObject("/rebuild").remove("kver")))
                .hasMessage("/rebuild/kver: expected a kver: letters, digits and ._+~- (at most 128), beginning with a"
                        + " letter or digit, found nothing");
        assertThat(edited(EventType.CANDIDATE_PROMOTED, data -> data.put("previous", "sha256:0")))
                .hasMessage("/previous: expected a digest: 'sha256:' and 64 hex digits, or null, found 'sha256:0'");
        assertThat(edited(EventType.CANDIDATE_PROMOTED, data -> data.remove("previous")))
                .hasMessage("/previous: expected a digest: 'sha256:' and 64 hex digits, or null, found nothing");
        assertThat(edited(EventType.IMAGE_SWAPPED, data -> data.put("image", "registry.example.org/base:stable")))
                .hasMessageStartingWith(
                        "/image: expected a pinned image reference: host[:port]/repository[:tag]@sha256:…");
        assertThat(edited(
                        EventType.KMODS_BUILT,
                        data -> data.withObject("/kmods/0").put("status", "built")))
                .hasMessage("/kmods/0/status: expected one of BUILT, SKIPPED, FAILED, found 'built'");
        assertThat(edited(EventType.STAGE_PROGRESS, data -> data.put("done", "many")))
                .hasMessage("/done: expected a whole number, found 'many'");
        assertThat(edited(EventType.STAGE_PROGRESS, data -> data.put("at", "2026-13-04T03:00:00Z")))
                .hasMessageStartingWith("/at: ")
                .hasMessageContaining("2026-13-04T03:00:00Z");
        assertThat(edited(EventType.STAGE_PROGRESS, data -> data.put("line", "desktop\nce_id: 1")))
                .hasMessage("/line: expected a line's name: lower-case letters, digits and '-' (at most 63), found"
                        + " 'desktop…'");
        assertThat(edited(EventType.STAGE_PROGRESS, ObjectNode::removeAll).getMessage())
                .endsWith("; and 4 more");
    }

    @Test
    void shouldRefuseANewlineAfterAValueThatIsRightWithoutIt() {
        assertThat(edited(EventType.STAGE_PROGRESS, data -> data.put("line", "desktop\n")))
                .hasMessageContaining("/line: expected a line's name");
    }

    @Test
    void shouldRefuseHugeValuesWithoutExhaustingTheStack() {
        for (String part : List.of("a.", "a/", "a-", "-", "~", "1:")) {
            String huge = part.repeat(200_000);
            assertThat(edited(EventType.IMAGE_SWAPPED, data -> data.put("image", "a.b/" + huge)))
                    .hasMessageStartingWith("/image: expected a pinned image reference");
            assertThat(edited(EventType.IMAGE_SWAPPED, data -> data.put("image", huge)))
                    .hasMessageStartingWith("/image: expected a pinned image reference");
            assertThat(edited(
                            EventType.IMAGE_SWAPPED,
                            data -> data.withObject("/rebuild").put("kernel", "a" + huge)))
                    .hasMessageStartingWith("/rebuild/kernel: expected a NEVRA");
        }
        assertThat(edited(EventType.KERNEL_RELEASED, data -> data.put("build", 1e300)))
                .hasMessageStartingWith("/build: expected at most 9007199254740991");
    }

    /** Whatever comes in, the answer is an event or why not: anything else would stop a consumer. */
    @ParameterizedTest
    @EnumSource
    void shouldAnswerAnyDamageWithUnreadableEvent(EventType type) {
        Random random = new Random(44);
        byte[] whole = EventCodec.value(Samples.of(type));
        int refusals = 0;
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) "{}[],:\"\\0-9eEn\u0000".charAt(random.nextInt(15));
            }
            try {
                EventCodec.data(type, damaged);
            } catch (UnreadableEvent e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", "io.kernelgraft");
                refusals++;
            }
        }
        assertThat(refusals).isGreaterThan(300);
    }

    @Test
    void shouldNotSendWhatOthersWouldRefuse() {
        StageProgress wrong =
                new StageProgress("rebuild-1", "a", "swap", 1, StageProgress.State.STARTED, "", 0, 0, Samples.AT);

        assertThatThrownBy(() -> EventCodec.value(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "stage.progress must not be sent: /rebuild: expected a rebuild's id: 'rb-' and 16 hex digits,"
                                + " found 'rebuild-1'");
    }

    @Test
    void shouldCutAndCleanTextFromTools() {
        StageFailed failed = (StageFailed) Samples.of(EventType.STAGE_FAILED);
        StageFailed loud = new StageFailed(
                failed.rebuild(),
                "swap",
                1,
                FailureKind.UPSTREAM,
                "DNF",
                "\u001b[1mError:\r\n" + "🐧".repeat(5000),
                null,
                null);

        assertThat(loud.message()).startsWith(" [1mError: \n🐧🐧").endsWith("🐧…");
        assertThat(loud.message().codePoints().count()).isEqualTo(4000);
        assertThat(EventCodec.data(EventType.STAGE_FAILED, EventCodec.value(loud)))
                .isEqualTo(loud);
    }

    private static UnreadableEvent edited(EventType type, Consumer<ObjectNode> edit) {
        try {
            ObjectNode data = (ObjectNode) EventCodec.json().readTree(EventCodec.value(Samples.of(type)));
            edit.accept(data);
            UnreadableEvent refused = refused(type, EventCodec.json().writeValueAsBytes(data));
            assertThat(refused.reason()).isEqualTo(Reason.SCHEMA);
            return refused;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static UnreadableEvent refused(EventType type, byte[] value) {
        UnreadableEvent refused = catchThrowableOfType(UnreadableEvent.class, () -> EventCodec.data(type, value));
        assertThat(refused).isNotNull();
        return refused;
    }
}
