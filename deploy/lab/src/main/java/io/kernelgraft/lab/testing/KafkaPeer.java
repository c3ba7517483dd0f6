package io.kernelgraft.lab.testing;

import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.lab.attestation.AttestedEvent;
import io.kernelgraft.lab.attestation.ServiceKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** Another program on the same broker, with the plain client. */
public final class KafkaPeer implements AutoCloseable {
    private final String servers = ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "acks", "all"), new StringSerializer(), new ByteArraySerializer());

    /** The keys of the services whose events a test makes by hand. */
    public static ServiceKeys keys() {
        return new ServiceKeys(Path.of(ConfigProvider.getConfig().getValue(LabServices.KEYS, String.class)));
    }

    /** As the service sends it whose event this is: attested first. Its output is in the registry already. @return its id */
    public String sendAttested(RebuildEvent data) {
        new AttestedEvent(data, keys()).push();
        return send(data);
    }

    /** Sends an event as anybody can who reaches the broker. @return its id */
    public String send(EventData data) {
        Event event = new Event(UUID.randomUUID().toString(), "/kernelgraft/test", Instant.now(), null, data);
        send(event);
        return event.id();
    }

    public void send(Event event) {
        sendRaw(event.type().topic(), event.data().key(), EventCodec.headers(event), EventCodec.value(event.data()));
    }

    public void sendRaw(String topic, String key, Map<String, String> headers, byte[] value) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            producer.send(record).get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the test broker does not take records", e);
        }
    }

    /** Everything in the topic now. */
    public List<ConsumerRecord<String, byte[]>> all(String topic) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** Everything in the topic now that is about the rebuild, as events. */
    public List<Event> events(String topic, String rebuildId) {
        return all(topic).stream()
                .filter(record -> rebuildId.equals(record.key()))
                .map(record -> EventCodec.read(topic, headers(record), record.value()))
                .toList();
    }

    public static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
