package io.kernelgraft.watcher.release;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Why a build is not announced, for people; and when it is looked at again. */
@Entity
@Table(name = "release_refused")
public class RefusedRelease extends PanacheEntityBase {
    @Id
    public UUID id;

    public String source;
    public String chroot;
    public long build;
    public String packages;
    public String artifacts;
    public String kind;
    public String reason;
    public String message;
    public int times;
    public Instant firstAt;
    public Instant lastAt;
    public Instant retryAt;

    /** When it was announced after all. */
    public Instant resolvedAt;

    static Optional<RefusedRelease> find(Source source, long build) {
        return find(
                        "source = ?1 and chroot = ?2 and build = ?3 and packages = ?4 and artifacts = ?5",
                        source.name(),
                        source.chroot(),
                        build,
                        source.packageList(),
                        source.artifacts().toString())
                .firstResultOptional();
    }

    /** The newest from this number on that is still refused. */
    static Optional<RefusedRelease> standing(Source source, long from) {
        return find(
                        "source = ?1 and chroot = ?2 and build >= ?3 and packages = ?4 and artifacts = ?5 and resolvedAt is null",
                        Sort.descending("build"),
                        source.name(),
                        source.chroot(),
                        from,
                        source.packageList(),
                        source.artifacts().toString())
                .firstResultOptional();
    }

    static RefusedRelease of(Source source, long build, Instant now) {
        RefusedRelease refused = new RefusedRelease();
        refused.id = UUID.randomUUID();
        refused.source = source.name();
        refused.chroot = source.chroot();
        refused.build = build;
        refused.packages = source.packageList();
        refused.artifacts = source.artifacts().toString();
        refused.firstAt = now;
        return refused;
    }

    StageFailure failure() {
        return new StageFailure(FailureKind.valueOf(kind), reason, "build " + build + " is refused: " + message);
    }

    /** Once more; the pause doubles each time. */
    void again(StageFailure failure, Instant now, Duration pause, Duration longest) {
        kind = failure.kind().name();
        reason = failure.reason();
        message = failure.getMessage();
        lastAt = now;
        Duration doubled = pause.multipliedBy(1L << Math.min(times, 16));
        retryAt = now.plus(doubled.compareTo(longest) > 0 ? longest : doubled);
        times++;
    }
}
