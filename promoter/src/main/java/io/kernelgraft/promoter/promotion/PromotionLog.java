package io.kernelgraft.promoter.promotion;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.StageFailure;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Moves tags and writes it down, one promotion of a line at a time, also among several promoters: which kernel is newer is
 * decided and acted upon under one lock (failure F66).
 */
@ApplicationScoped
public class PromotionLog {
    /** Moving a tag is tried for minutes when the registry is busy, and the lock is kept meanwhile. */
    private static final int TRANSACTION_SECONDS = 600;

    private final Registry registry;
    private final EntityManager database;
    private final Clock clock;

    public PromotionLog(Registry registry, EntityManager database, Clock clock) {
        this.registry = registry;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Doing it again gives the same event.
     *
     * @throws StageFailure REJECTED {@code OLDER_KERNEL} if the line has a newer kernel already
     */
    public CandidatePromoted promote(Rebuild rebuild, Manifest candidate, List<String> tags) {
        return QuarkusTransaction.requiringNew()
                .timeout(TRANSACTION_SECONDS)
                .call(() -> promoteLocked(rebuild, candidate, tags));
    }

    private CandidatePromoted promoteLocked(Rebuild rebuild, Manifest candidate, List<String> tags) {
        lock(rebuild.line());
        List<Promotion> history = Promotion.ofLine(rebuild.line());
        requireNotOlder(rebuild, history);
        Optional<Promotion> before = Promotion.ofRebuild(rebuild.id());
        Optional<Digest> named = registry.resolve(candidate.reference().withTag(tags.getFirst()));
        for (String tag : tags) {
            move(candidate, tag);
        }
        if (before.isPresent()) {
            return before.get().event(rebuild);
        }
        Promotion promotion = Promotion.of(
                rebuild, candidate.reference(), tags, previous(candidate.reference(), named, history), clock.instant());
        promotion.persist();
        return promotion.event(rebuild);
    }

    /** Until the end of the transaction. */
    private void lock(String line) {
        database.createNativeQuery("select 1 from (select pg_advisory_xact_lock(hashtext(:line))) locked")
                .setParameter("line", "promotion of " + line)
                .getSingleResult();
    }

    private static void requireNotOlder(Rebuild rebuild, List<Promotion> history) {
        history.stream().max(Comparator.comparing(Promotion::kernelNevra)).ifPresent(newest -> {
            if (newest.kernelNevra().compareTo(rebuild.kernel()) > 0) {
                throw new StageFailure(
                        FailureKind.REJECTED,
                        "OLDER_KERNEL",
                        "%s has %s since %s, which is newer than %s"
                                .formatted(rebuild.line(), newest.kernel, newest.promotedAt, rebuild.kernel()));
            }
        });
    }

    private void move(Manifest candidate, String tag) {
        if (!registry.resolve(candidate.reference().withTag(tag))
                .equals(candidate.reference().digest())) {
            registry.tag(candidate, tag);
        }
    }

    /** A predecessor that died after it moved the tag left it naming the candidate: then it is what was promoted last. */
    private static Optional<Digest> previous(
            ImageReference candidate, Optional<Digest> named, List<Promotion> history) {
        if (!named.equals(candidate.digest())) {
            return named;
        }
        return history.isEmpty() ? Optional.empty() : Optional.of(new Digest(history.getLast().digest));
    }
}
