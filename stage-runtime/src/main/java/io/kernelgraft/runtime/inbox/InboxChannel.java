package io.kernelgraft.runtime.inbox;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * The Kafka side of the inbox. Returning acknowledges the record, so it returns only once the record is safe in the
 * database; while the database is away it waits, and Kafka keeps the rest.
 */
@ApplicationScoped
public class InboxChannel {
    private static final Logger LOG = Logger.getLogger(InboxChannel.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Inbox inbox;

    InboxChannel(Inbox inbox) {
        this.inbox = inbox;
    }

    @Incoming("inputs")
    @Blocking("inbox")
    void receive(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        RawRecord raw = new RawRecord(
                record.topic(), record.partition(), record.offset(), record.key(), headers(record), record.value());
        Duration pause = Duration.ofMillis(200);
        while (true) {
            try {
                inbox.take(raw);
                return;
            } catch (RuntimeException e) {
                // Reading is over and can't fail here: this is the database, and it will come back.
                LOG.warnf("inbox not writable, next try in %d ms: %s", pause.toMillis(), e.getMessage());
                LOG.debug("inbox not writable", e);
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.putIfAbsent(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return headers;
    }
}
