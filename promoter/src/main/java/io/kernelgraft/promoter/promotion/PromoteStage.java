package io.kernelgraft.promoter.promotion;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.registry.Sha256;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.stage.StageInput;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Makes the line's tags name exactly the digest that was verified. It resolves nothing anew and builds nothing (failures F65,
 * F68): the bytes behind the verified digest are what is put under each tag.
 */
@ApplicationScoped
public class PromoteStage implements Stage {
    private final Registry registry;
    private final PromotionLog promotions;

    public PromoteStage(Registry registry, PromotionLog promotions) {
        this.registry = registry;
        this.promotions = promotions;
    }

    @Override
    public String name() {
        return "promote";
    }

    @Override
    public Set<StageInput> inputs() {
        return Set.of(StageInput.of(EventType.CANDIDATE_VERIFIED));
    }

    @Override
    public Outcome run(StageContext context) {
        LineFile.Promotion target = context.line().promotion();
        Manifest candidate = candidate(context.input(CandidateVerified.class).candidate(), target.repository());
        context.progress().report("promoting " + candidate.reference().pinned().shortHex() + " to " + target.tags());
        CandidatePromoted promoted = promotions.promote(context.rebuild(), candidate, target.tags());
        context.evidence()
                .addText(
                        "promotion.txt",
                        "%s%nnow names %s%nbefore: %s%n"
                                .formatted(
                                        String.join(" ", promoted.tags()),
                                        promoted.promoted(),
                                        promoted.previous() == null ? "nothing" : promoted.previous()));
        return Outcome.completed(promoted);
    }

    private Manifest candidate(ImageReference verified, ImageReference repository) {
        if (!verified.name().equals(repository.name())) {
            throw new StageFailure(
                    FailureKind.POLICY,
                    "WRONG_REPOSITORY",
                    "the verified candidate is in " + verified.name() + ", the line promotes within "
                            + repository.name());
        }
        Manifest manifest = registry.manifest(repository.withDigest(verified.pinned()));
        Digest bytes = Sha256.of(manifest.bytes());
        if (!bytes.equals(verified.pinned())) {
            // An index would be followed to one of its manifests, which is not what was verified.
            throw new StageFailure(
                    FailureKind.REJECTED,
                    "NOT_WHAT_WAS_VERIFIED",
                    "the manifest to promote has " + bytes + ", verified was " + verified.pinned());
        }
        return manifest;
    }
}
