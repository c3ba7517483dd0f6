package io.kernelgraft.console.feed;

import io.kernelgraft.console.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records that are no event of the contract. */
@ApplicationScoped
public class UnreadableRecords {
    private static final int SHOWN = 10;

    /** @param at the record's own time; @param message what is wrong with it, never its content as a whole */
    public record UnreadableRecord(
            String topic, long partition, long offset, String reason, String message, Instant at) {}

    /** @param count of all that were seen; @param newest the last ones, newest first */
    public record Unreadable(long count, List<UnreadableRecord> newest) {}

    private final Database database;

    UnreadableRecords(Database database) {
        this.database = database;
    }

    public Unreadable all() {
        long count = database.query(row -> row.number("count"), "select count(*) as count from unreadable")
                .getFirst();
        return new Unreadable(
                count,
                database.query(
                        row -> new UnreadableRecord(
                                row.text("topic"),
                                row.number("partition"),
                                row.number("record_offset"),
                                row.text("reason"),
                                row.text("message"),
                                row.instant("at")),
                        "select * from unreadable order by at desc, topic, partition, record_offset limit ?",
                        SHOWN));
    }

    void add(ConsumerRecord<?, ?> message, String reason, String what) {
        database.update(
                """
                insert into unreadable (topic, partition, record_offset, reason, message, at) values (?, ?, ?, ?, ?, ?)
                on conflict do nothing""",
                message.topic(),
                message.partition(),
                message.offset(),
                reason,
                what,
                Instant.ofEpochMilli(message.timestamp()));
    }
}
