package io.kernelgraft.console.feed;

import io.kernelgraft.console.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** How far each partition was read, kept with the facts. */
@ApplicationScoped
class FeedPositions {
    private final Database database;

    FeedPositions(Database database) {
        this.database = database;
    }

    /** Empty if nothing of the partition was ever read. */
    OptionalLong next(TopicPartition partition) {
        return database
                .query(
                        row -> row.number("next_offset"),
                        "select next_offset from feed_position where topic = ? and partition = ?",
                        partition.topic(),
                        partition.partition())
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** Call in the transaction that keeps the record's facts. */
    void advance(ConsumerRecord<?, ?> message) {
        database.update("""
                insert into feed_position (topic, partition, next_offset) values (?, ?, ?)
                on conflict (topic, partition) do update set next_offset = excluded.next_offset""", message.topic(), message.partition(), message.offset() + 1);
    }
}
