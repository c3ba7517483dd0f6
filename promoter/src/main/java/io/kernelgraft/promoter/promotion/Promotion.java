package io.kernelgraft.promoter.promotion;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Nevra;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One promotion that happened. */
@Entity
@Table(name = "promotion")
public class Promotion extends PanacheEntityBase {
    @Id
    public UUID id;

    public String rebuildId;
    public String line;
    public String kernel;
    public String kver;
    public String repository;
    public String digest;

    /** What the line's first tag named before; null if nothing. */
    public String previous;

    /** Separated by blanks. */
    public String tags;

    public Instant promotedAt;

    static Promotion of(
            Rebuild rebuild, ImageReference promoted, List<String> tags, Optional<Digest> previous, Instant at) {
        Promotion promotion = new Promotion();
        promotion.id = UUID.randomUUID();
        promotion.rebuildId = rebuild.id();
        promotion.line = rebuild.line();
        promotion.kernel = rebuild.kernel().toString();
        promotion.kver = rebuild.kver().value();
        promotion.repository = promoted.name();
        promotion.digest = promoted.pinned().value();
        promotion.previous = previous.map(Digest::value).orElse(null);
        promotion.tags = String.join(" ", tags);
        promotion.promotedAt = at;
        return promotion;
    }

    static Optional<Promotion> ofRebuild(String rebuildId) {
        return find("rebuildId", rebuildId).firstResultOptional();
    }

    static List<Promotion> ofLine(String line) {
        return list("line = ?1 order by promotedAt", line);
    }

    Nevra kernelNevra() {
        return Nevra.parse(kernel);
    }

    CandidatePromoted event(Rebuild rebuild) {
        return new CandidatePromoted(
                rebuild,
                ImageReference.parse(repository).withDigest(new Digest(digest)),
                List.of(tags.split(" ")),
                previous == null ? null : new Digest(previous));
    }
}
