package io.kernelgraft.lab.events;

import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.OperatorCommand;
import io.kernelgraft.lab.broker.KafkaLogin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Where a person's commands are sent from. */
public final class OperatorDesk implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 10;

    private final KafkaProducer<String, byte[]> producer;

    /** @param login of somebody who may write to {@code operator.commands} */
    public OperatorDesk(KafkaLogin login) {
        Map<String, Object> config = new HashMap<>(login.properties());
        config.put("acks", "all");
        config.put("max.block.ms", DEADLINE_SECONDS * 1000);
        config.put("delivery.timeout.ms", DEADLINE_SECONDS * 1000);
        config.put("request.timeout.ms", DEADLINE_SECONDS * 500);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** Returns once the broker has it; the service that runs the stage acts on its own. */
    public void send(OperatorCommand command) throws InterruptedException {
        Event event = new Event(UUID.randomUUID().toString(), "/kernelgraft/operator", Instant.now(), null, command);
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(event.type().topic(), command.key(), EventCodec.value(command));
        EventCodec.headers(event)
                .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            producer.send(record).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the broker did not take the command: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
