package io.kernelgraft.console.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.console.database.Database;
import io.kernelgraft.console.line.LineStatus;
import io.kernelgraft.console.line.LineStore;
import io.kernelgraft.console.rebuild.RebuildFacts;
import io.kernelgraft.console.rebuild.RebuildStore;
import io.kernelgraft.console.testing.Story;
import io.kernelgraft.contract.event.Event;
import io.kernelgraft.lab.testing.LabServices;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(LabServices.class)
class ReadModelIT {
    private static final Instant RELEASED = Instant.parse("2026-05-04T03:00:00Z");

    @Inject
    ReadModel model;

    @Inject
    RebuildStore rebuilds;

    @Inject
    LineStore lines;

    @Inject
    Database database;

    @Inject
    FeedPositions positions;

    private final Story story = Story.ofPromotion("ordered", "7.2.0", RELEASED);
    private final Story later = Story.ofPromotion("ordered", "7.2.1", RELEASED.plusSeconds(3600));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldKnowTheSameWhateverTheOrderAndHoweverOften(long seed) {
        // Given
        List<Event> inOrder = new ArrayList<>(story.events());
        inOrder.addAll(later.events());
        merge(inOrder);
        RebuildFacts expected = facts();
        assertThat(expected.attempts()).hasSize(8);
        assertThat(expected.results()).hasSize(7);
        List<Event> shuffled = new ArrayList<>(inOrder);
        shuffled.addAll(story.events());
        Collections.shuffle(shuffled, new Random(seed));

        // When
        forget();
        merge(shuffled);

        // Then
        assertThat(facts()).isEqualTo(expected);
        assertThat(line().promotedAt()).isEqualTo(RELEASED.plusSeconds(3600).plusMillis(160_000));
        assertThat(line().rebuild()).isEqualTo(later.rebuild().id());
    }

    @Test
    void shouldReadOnWhereTheDatabaseStands() {
        // Given
        TopicPartition read = new TopicPartition("kmods.built", 7);
        TopicPartition unread = new TopicPartition("kmods.built", 8);
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
        consumer.assign(List.of(read, unread));
        consumer.updateBeginningOffsets(Map.of(read, 3L, unread, 5L));
        consumer.seek(unread, 40);
        positions.advance(new ConsumerRecord<>("kmods.built", 7, 11, null, null));

        // When
        new FeedStart(positions).onPartitionsAssigned(consumer, List.of(read, unread));

        // Then
        assertThat(consumer.position(read)).isEqualTo(12);
        assertThat(consumer.position(unread)).isEqualTo(5);
    }

    private void merge(List<Event> events) {
        QuarkusTransaction.requiringNew().run(() -> events.forEach(model::merge));
    }

    private void forget() {
        database.update("truncate kernel_release, rebuild, stage_attempt, stage_result, signature_batch, line_view");
    }

    private RebuildFacts facts() {
        return rebuilds.find(story.rebuild().id()).orElseThrow();
    }

    private LineStatus line() {
        return lines.all().stream()
                .filter(line -> line.line().equals("ordered"))
                .findFirst()
                .orElseThrow();
    }
}
