package io.kernelgraft.runtime.attestation;

import io.kernelgraft.contract.attestation.DsseEnvelope;
import io.kernelgraft.contract.attestation.Outputs;
import io.kernelgraft.contract.attestation.Statement;
import io.kernelgraft.contract.attestation.Subject;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.pipeline.Author;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.StageFailure;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Gives this service's word for an event, before anybody can read the event. The attestation is a referrer of the event's
 * first output, where people find it, and has a tag that follows from the event, where the next stage does.
 */
@ApplicationScoped
public class Attestor {
    private final Registry registry;
    private final OwnKey ownKey;
    private final Timer timer;

    Attestor(Registry registry, OwnKey ownKey, MeterRegistry meters) {
        this.registry = registry;
        this.ownKey = ownKey;
        this.timer = meters.timer("kernelgraft.attestation", "what", "attest");
    }

    /** @throws StageFailure POLICY, if nothing can be attested: to be asked before the work, not after it */
    public void requireKey() {
        ownKey.open();
    }

    /**
     * @param stage the stage that made the event
     * @param inputs what it was made from
     * @throws StageFailure if the key is not there or the registry does not take it
     */
    public void attest(RebuildEvent event, String stage, int attempt, List<? extends RebuildEvent> inputs) {
        timer.record(() -> {
            OwnKey.Opened key = ownKey.open();
            List<ImageReference> outputs = Outputs.of(event);
            Manifest first = registry.manifest(outputs.getFirst());
            List<Subject> subjects = Stream.concat(
                            outputs.stream().map(Subject::of),
                            first.layers().stream().map(Attestor::subject))
                    .toList();
            Statement statement = Statement.of(new Author(key.service(), stage), attempt, event, inputs, subjects);
            push(outputs.getFirst(), event, key.envelope(statement.json()));
        });
    }

    private void push(ImageReference output, RebuildEvent event, byte[] envelope) {
        Descriptor layer = registry.pushBlob(output, DsseEnvelope.MEDIA_TYPE, envelope);
        ImageReference attached = registry.attach(
                output,
                DsseEnvelope.MEDIA_TYPE,
                List.of(layer),
                Map.of(
                        "in-toto.io/predicate-type", Statement.PREDICATE_TYPE,
                        "io.kernelgraft.event", event.type().cloudEventType(),
                        "io.kernelgraft.rebuild", event.rebuild().id()));
        registry.tag(registry.manifest(attached), Statement.tag(event));
    }

    private static Subject subject(Descriptor layer) {
        return Subject.of(layer.title().orElse("layer"), layer.digest());
    }
}
