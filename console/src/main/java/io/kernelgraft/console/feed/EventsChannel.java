package io.kernelgraft.console.feed;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** The Kafka side: hands over what one poll brought, and waits for as long as the database is away. */
@ApplicationScoped
public class EventsChannel {
    private static final Logger LOG = Logger.getLogger(EventsChannel.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Feed feed;

    EventsChannel(Feed feed) {
        this.feed = feed;
    }

    @Incoming("events")
    @Blocking("feed")
    void receive(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
        Iterable<ConsumerRecord<byte[], byte[]>> polled = records;
        Duration pause = Duration.ofMillis(200);
        while (true) {
            try {
                feed.take(polled);
                return;
            } catch (RuntimeException e) {
                // What is wrong with a record is settled in the feed: this is the database, and it will come back.
                LOG.warnf("read model not writable, next try in %d ms: %s", pause.toMillis(), e.getMessage());
                LOG.debug("read model not writable", e);
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }
}
