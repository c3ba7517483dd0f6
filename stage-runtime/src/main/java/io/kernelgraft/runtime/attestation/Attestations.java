package io.kernelgraft.runtime.attestation;

import io.kernelgraft.contract.attestation.DsseEnvelope;
import io.kernelgraft.contract.attestation.Outputs;
import io.kernelgraft.contract.attestation.RefusedAttestation;
import io.kernelgraft.contract.attestation.RefusedAttestation.Reason;
import io.kernelgraft.contract.attestation.Statement;
import io.kernelgraft.contract.attestation.VerifyingKey;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.pipeline.Author;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.StageFailure;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Whether an event is the word of the service whose word it must be. A record on Kafka can start an attempt; this is what
 * the attempt believes. What lies in the registry is a stranger's until its signature is checked: one manifest and one envelope of
 * bounded size are read for an event, however much else is attached to its output.
 */
@ApplicationScoped
public class Attestations {
    private final Registry registry;
    private final TrustedKeys trusted;
    private final Timer timer;

    public Attestations(Registry registry, TrustedKeys trusted, MeterRegistry meters) {
        this.registry = registry;
        this.trusted = trusted;
        this.timer = meters.timer("kernelgraft.attestation", "what", "verify");
    }

    /**
     * @param line this service's own copy, which the events' rebuild was compared with
     * @throws StageFailure POLICY {@code ATTESTATION_MISSING}, {@code ATTESTATION_WRONG}, {@code ATTESTATION_KEY_UNKNOWN},
     *     {@code REBUILD_DIFFERS}, {@code REGISTRY_NOT_IN_LINE} and the reasons of {@link TrustedKeys#of}; whatever the
     *     registry fails with
     */
    public void require(List<? extends RebuildEvent> inputs, LineFile line) {
        RebuildEvent first = inputs.getFirst();
        for (RebuildEvent input : inputs) {
            // They were brought together by the rebuild's id alone.
            if (!input.rebuild().equals(first.rebuild())) {
                throw refused(
                        "REBUILD_DIFFERS",
                        name(first) + " and " + name(input) + " say different things of rebuild "
                                + first.rebuild().id());
            }
            timer.record(() -> require(input, line));
        }
    }

    private void require(RebuildEvent event, LineFile line) {
        ImageReference output = Outputs.of(event).getFirst();
        requireHost(output, event, line);
        List<VerifyingKey> keys = trusted.of(Author.of(event).service());
        try {
            Statement statement = Statement.read(DsseEnvelope.open(envelope(output, event), keys));
            List<Digest> held = registry.manifest(output).layers().stream()
                    .map(Descriptor::digest)
                    .toList();
            statement.requireFor(event, held);
        } catch (RefusedAttestation e) {
            throw refused(
                    "ATTESTATION_" + e.reason(),
                    name(event) + " of " + event.rebuild().id() + " is not the word of "
                            + Author.of(event).service() + ": " + e.getMessage());
        }
    }

    /** A forged event must not make a service talk to a host of the forger's choice. */
    private static void requireHost(ImageReference output, RebuildEvent event, LineFile line) {
        List<String> hosts =
                List.of(line.artifacts().host(), line.promotion().repository().host());
        if (!hosts.contains(output.host())) {
            throw refused(
                    "REGISTRY_NOT_IN_LINE",
                    name(event) + " names an output at " + output.host() + ", the line has " + hosts);
        }
    }

    private byte[] envelope(ImageReference output, RebuildEvent event) {
        ImageReference address = output.withTag(Statement.tag(event));
        Digest attached = registry.resolve(address)
                .orElseThrow(() -> new RefusedAttestation(Reason.MISSING, "there is no " + address));
        Manifest manifest = manifest(output.withDigest(attached));
        if (manifest.layers().size() != 1) {
            throw wrong(address + " has " + manifest.layers().size() + " layers, expected one");
        }
        Descriptor layer = manifest.layers().getFirst();
        if (!DsseEnvelope.MEDIA_TYPE.equals(layer.mediaType()) || layer.size() > DsseEnvelope.MAX_BYTES) {
            throw wrong(address + " holds " + layer.size() + " bytes of " + layer.mediaType() + ", expected at most "
                    + DsseEnvelope.MAX_BYTES + " of " + DsseEnvelope.MEDIA_TYPE);
        }
        return read(output, layer);
    }

    /** Something else under the address is somebody's doing, not an upstream's. */
    private Manifest manifest(ImageReference attached) {
        try {
            return registry.manifest(attached);
        } catch (StageFailure e) {
            throw e.kind() == FailureKind.UPSTREAM ? wrong(e.getMessage()) : e;
        }
    }

    private byte[] read(ImageReference output, Descriptor layer) {
        try (InputStream in = registry.openBlob(output, layer)) {
            return in.readNBytes(DsseEnvelope.MAX_BYTES + 1);
        } catch (IOException e) {
            throw new StageFailure(
                    FailureKind.TRANSIENT, "REGISTRY_UNAVAILABLE", "attestation " + layer.digest() + ": " + e, e);
        }
    }

    private static RefusedAttestation wrong(String message) {
        return new RefusedAttestation(Reason.WRONG, message);
    }

    private static String name(RebuildEvent event) {
        return event.type().topic() + (event.part().isEmpty() ? "" : "#" + event.part());
    }

    private static StageFailure refused(String reason, String message) {
        return new StageFailure(FailureKind.POLICY, reason, message);
    }
}
