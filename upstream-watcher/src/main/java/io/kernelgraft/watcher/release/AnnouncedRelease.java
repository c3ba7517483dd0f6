package io.kernelgraft.watcher.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.KernelReleased;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** A release that was announced, with the event as it went out. */
@Entity
@Table(name = "announced_release")
@IdClass(AnnouncedRelease.Key.class)
public class AnnouncedRelease extends PanacheEntityBase {
    /** @param id the release's id */
    public record Key(String id, String artifacts) {}

    @Id
    public String id;

    @Id
    public String artifacts;

    public String source;
    public String chroot;
    public long build;
    public String packages;
    public String data;
    public Instant announcedAt;

    static AnnouncedRelease of(Source source, KernelReleased released, Instant now) {
        AnnouncedRelease announced = new AnnouncedRelease();
        announced.id = released.id();
        announced.artifacts = source.artifacts().toString();
        announced.source = source.name();
        announced.chroot = source.chroot();
        announced.build = released.build();
        announced.packages = source.packageList();
        announced.announcedAt = now;
        try {
            announced.data = EventCodec.json().writeValueAsString(released);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event always serializes", e);
        }
        return announced;
    }

    static Optional<AnnouncedRelease> find(Source source, long build) {
        return find(
                        "source = ?1 and chroot = ?2 and build = ?3 and packages = ?4 and artifacts = ?5",
                        source.name(),
                        source.chroot(),
                        build,
                        source.packageList(),
                        source.artifacts().toString())
                .firstResultOptional();
    }

    static Optional<AnnouncedRelease> newest(Source source) {
        return find(
                        "source = ?1 and chroot = ?2 and packages = ?3 and artifacts = ?4",
                        Sort.descending("build"),
                        source.name(),
                        source.chroot(),
                        source.packageList(),
                        source.artifacts().toString())
                .firstResultOptional();
    }

    KernelReleased released() {
        try {
            return EventCodec.json().readValue(data, KernelReleased.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("announced_release " + id + " holds no kernel.released", e);
        }
    }
}
