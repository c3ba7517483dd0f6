package io.kernelgraft.lab.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import io.kernelgraft.contract.attestation.DsseEnvelope;
import io.kernelgraft.contract.attestation.Outputs;
import io.kernelgraft.contract.attestation.PemKeys;
import io.kernelgraft.contract.attestation.Statement;
import io.kernelgraft.contract.attestation.Subject;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.pipeline.Author;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * An event made by hand, with the word of the service that may say it: what a test sends instead of that service. Its
 * outputs are in the registry already.
 *
 * @param author who says it; another than {@link Author#of} for what must be refused
 * @param keys whose key signs
 */
public record AttestedEvent(RebuildEvent event, Author author, ServiceKeys keys) {
    public AttestedEvent(RebuildEvent event, ServiceKeys keys) {
        this(event, Author.of(event), keys);
    }

    public void push() {
        push(Statement.tag(event));
    }

    /** @param tag another than the event's own for what must be refused */
    public void push(String tag) {
        ImageReference output = Outputs.of(event).getFirst();
        PlainRegistry registry = new PlainRegistry(output.host(), output.repository());
        byte[] envelope = envelope(subjects(registry.manifest(output.pinned().value())));
        registry.push(DsseEnvelope.MEDIA_TYPE, DsseEnvelope.MEDIA_TYPE, envelope, tag);
    }

    private List<Subject> subjects(JsonNode manifest) {
        List<Subject> subjects =
                new ArrayList<>(Outputs.of(event).stream().map(Subject::of).toList());
        manifest.path("layers")
                .forEach(layer -> subjects.add(
                        Subject.of("layer", new Digest(layer.path("digest").asText()))));
        return subjects;
    }

    private byte[] envelope(List<Subject> subjects) {
        try {
            String service = author.service();
            String id = PemKeys.publicKeys(Files.readString(keys.trusted().resolve(service + ".pem")))
                    .getFirst()
                    .id();
            return DsseEnvelope.sign(
                    Statement.of(author, 1, event, List.of(), subjects).json(),
                    PemKeys.privateKey(Files.readString(keys.key(service))),
                    id);
        } catch (IOException e) {
            throw new UncheckedIOException("no key to attest with", e);
        }
    }
}
