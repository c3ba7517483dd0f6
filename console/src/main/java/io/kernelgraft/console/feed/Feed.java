package io.kernelgraft.console.feed;

import io.kernelgraft.console.database.DatabaseFailure;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.UnreadableEvent;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/**
 * Takes records over: their facts and how far was read, in one transaction. A record that is no event, or whose data the
 * database refuses, is counted and shown and never stands in the way of the others.
 */
@ApplicationScoped
public class Feed {
    private static final Logger LOG = Logger.getLogger(Feed.class);

    private final ReadModel model;
    private final UnreadableRecords unreadable;
    private final FeedPositions positions;

    Feed(ReadModel model, UnreadableRecords unreadable, FeedPositions positions) {
        this.model = model;
        this.unreadable = unreadable;
        this.positions = positions;
    }

    void take(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        try {
            QuarkusTransaction.requiringNew().run(() -> records.forEach(this::merge));
        } catch (DatabaseFailure e) {
            if (!e.isAboutTheData()) {
                throw e;
            }
            records.forEach(this::takeAlone);
        }
    }

    /** One of the batch was refused: each by itself, so that only that one is put aside. */
    private void takeAlone(ConsumerRecord<byte[], byte[]> message) {
        try {
            QuarkusTransaction.requiringNew().run(() -> merge(message));
        } catch (DatabaseFailure e) {
            if (!e.isAboutTheData()) {
                throw e;
            }
            LOG.errorf(e, "record %s-%d@%d can't be kept", message.topic(), message.partition(), message.offset());
            QuarkusTransaction.requiringNew().run(() -> {
                unreadable.add(message, "NOT_KEPT", "the read model can't hold this record");
                positions.advance(message);
            });
        }
    }

    private void merge(ConsumerRecord<byte[], byte[]> message) {
        try {
            model.merge(EventCodec.read(message.topic(), headers(message), message.value()));
        } catch (UnreadableEvent e) {
            unreadable.add(message, e.reason().name(), e.getMessage());
        }
        positions.advance(message);
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> message) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : message.headers()) {
            if (header.value() != null) {
                headers.putIfAbsent(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return headers;
    }
}
