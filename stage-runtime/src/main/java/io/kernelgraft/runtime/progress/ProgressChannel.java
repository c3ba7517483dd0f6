package io.kernelgraft.runtime.progress;

import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.StageProgress;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** Sends progress straight to its topic; what can't be sent is dropped, since nothing decides by it. */
@ApplicationScoped
public class ProgressChannel {
    private static final Logger LOG = Logger.getLogger(ProgressChannel.class);

    private final MutinyEmitter<byte[]> emitter;
    private final String source;

    ProgressChannel(
            @Channel("progress") @OnOverflow(value = OnOverflow.Strategy.DROP) MutinyEmitter<byte[]> emitter,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.emitter = emitter;
        this.source = "/kernelgraft/" + service;
    }

    public AttemptProgress of(Rebuild rebuild, String stage, int attempt) {
        return new AttemptProgress(this, rebuild, stage, attempt);
    }

    void send(StageProgress progress) {
        Event event = new Event(
                UUID.randomUUID().toString(), source, progress.at().truncatedTo(ChronoUnit.MILLIS), null, progress);
        RecordHeaders headers = new RecordHeaders();
        EventCodec.headers(event).forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        emitter.sendMessage(Message.of(EventCodec.value(progress))
                        .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                                .withKey(progress.key())
                                .withHeaders(headers)
                                .build()))
                .subscribe()
                .with(sent -> {}, failure -> LOG.debug("progress not sent", failure));
    }
}
