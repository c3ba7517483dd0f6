package io.kernelgraft.lab.events;

import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.UnreadableEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Every event from the moment it was opened, in the order they came; no consumer group, so it disturbs nobody. */
public final class EventFeed implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Event> events = new ArrayList<>();
    private final Thread reader;
    private volatile boolean closed;

    private EventFeed(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.reader = Thread.ofPlatform().daemon().name("event-feed").unstarted(this::read);
    }

    public static EventFeed open(String bootstrapServers) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "latest",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                100);
        var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = Arrays.stream(EventType.values())
                .flatMap(type -> consumer.partitionsFor(type.topic()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        // Decides now where "latest" is, not at the first poll.
        partitions.forEach(consumer::position);
        EventFeed feed = new EventFeed(consumer);
        feed.reader.start();
        return feed;
    }

    private void read() {
        try {
            while (!closed) {
                consumer.poll(POLL).forEach(this::take);
            }
        } catch (WakeupException closing) {
            // This is how close() ends a poll.
        } finally {
            consumer.close();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : message.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        try {
            Event event = EventCodec.read(message.topic(), headers, message.value());
            synchronized (events) {
                events.add(event);
                events.notifyAll();
            }
        } catch (UnreadableEvent e) {
            // A record that is no event is the services' business: they put it into its dead letter topic.
        }
    }

    /** Those that came after the first {@code seen}. */
    public List<Event> since(int seen) {
        synchronized (events) {
            return List.copyOf(events.subList(seen, events.size()));
        }
    }

    public <T extends EventData> List<T> all(Class<T> type) {
        return since(0).stream()
                .map(Event::data)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The first one that matches, among all that came so far and those that come until the deadline. */
    public <T extends EventData> Optional<T> await(Class<T> type, Predicate<T> matches, Duration deadline)
            throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        synchronized (events) {
            while (true) {
                Optional<T> found = all(type).stream().filter(matches).findFirst();
                long left = end - System.nanoTime();
                if (found.isPresent() || left <= 0) {
                    return found;
                }
                events.wait(Math.max(1, left / 1_000_000));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            reader.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
