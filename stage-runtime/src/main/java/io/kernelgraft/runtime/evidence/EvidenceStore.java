package io.kernelgraft.runtime.evidence;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Stores evidence as an OCI artifact: attached to the candidate where there is one, and always under the tag {@code
 * evidence-<rebuild>-<stage>-<attempt>} in the line's artifact repository, so that a person finds it by name.
 */
@ApplicationScoped
public class EvidenceStore {
    public static final String ARTIFACT_TYPE = "application/vnd.kernelgraft.evidence.v1";
    private static final Logger LOG = Logger.getLogger(EvidenceStore.class);

    private final Registry registry;
    private final Lines lines;

    EvidenceStore(Registry registry, Lines lines) {
        this.registry = registry;
        this.lines = lines;
    }

    /** @return where it is, or null: a registry that is away must not turn a result into a failure */
    public ImageReference push(Rebuild rebuild, String stage, int attempt, AttemptEvidence evidence, Outcome outcome) {
        Optional<LoadedLine> line = lines.named(rebuild.line());
        List<AttemptEvidence.Item> items = evidence.items().stream()
                .filter(item -> Files.isRegularFile(item.file()))
                .toList();
        if (line.isEmpty() || items.isEmpty()) {
            return null;
        }
        Map<String, String> annotations = Map.of(
                "io.kernelgraft.rebuild", rebuild.id(),
                "io.kernelgraft.stage", stage,
                "io.kernelgraft.attempt", Integer.toString(attempt));
        try {
            ImageReference repository = line.get().line().artifacts();
            List<Descriptor> layers = push(repository, items);
            candidate(outcome).ifPresent(image -> {
                beside(image, repository, layers, items);
                registry.attach(image, ARTIFACT_TYPE, layers, annotations);
            });
            ImageReference pushed = registry.pushArtifact(repository, ARTIFACT_TYPE, layers, annotations);
            registry.tag(registry.manifest(pushed), "evidence-" + rebuild.id() + "-" + stage + "-" + attempt);
            return pushed;
        } catch (RuntimeException e) {
            LOG.warnf("%s of %s: evidence of attempt %d not stored: %s", stage, rebuild.id(), attempt, e.getMessage());
            return null;
        }
    }

    private static Optional<ImageReference> candidate(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Completed(CandidateSealed sealed) -> Optional.of(sealed.candidate());
            case Outcome.Completed(CandidateVerified verified) -> Optional.of(verified.candidate());
            default -> Optional.empty();
        };
    }

    /** Within one registry nothing is sent twice. */
    private void beside(
            ImageReference image,
            ImageReference repository,
            List<Descriptor> layers,
            List<AttemptEvidence.Item> items) {
        if (image.host().equals(repository.host())) {
            layers.forEach(layer -> registry.copyBlob(repository, layer, image));
        } else {
            push(image, items);
        }
    }

    private List<Descriptor> push(ImageReference repository, List<AttemptEvidence.Item> items) {
        List<Descriptor> layers = new ArrayList<>();
        for (AttemptEvidence.Item item : items) {
            layers.add(
                    registry.pushBlob(repository, item.mediaType(), item.file()).titled(item.name()));
        }
        return layers;
    }
}
