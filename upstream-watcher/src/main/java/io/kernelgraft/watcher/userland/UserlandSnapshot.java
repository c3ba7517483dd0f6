package io.kernelgraft.watcher.userland;

import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Sha256;
import io.kernelgraft.watcher.release.Source;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** A sibling's build as it was checked and kept. */
@Entity
@Table(name = "userland_snapshot")
@IdClass(UserlandSnapshot.Key.class)
public class UserlandSnapshot extends PanacheEntityBase {
    private static final String OF_SOURCE =
            "source = ?1 and chroot = ?2 and watch = ?3 and packages = ?4 and artifacts = ?5 and keySha256 = ?6";

    /** @param keySha256 of the armored key that every RPM was checked with */
    public record Key(
            String source,
            String chroot,
            String watch,
            String packages,
            String artifacts,
            String keySha256,
            long build) {
        static Key of(Source source, long build) {
            return new Key(
                    source.name(),
                    source.chroot(),
                    source.watch(),
                    source.packageList(),
                    source.artifacts().toString(),
                    Sha256.of(source.openpgpKey().getBytes(StandardCharsets.UTF_8))
                            .hex(),
                    build);
        }
    }

    @Id
    public String source;

    @Id
    public String chroot;

    @Id
    public String watch;

    @Id
    public String packages;

    @Id
    public String artifacts;

    @Id
    public String keySha256;

    @Id
    public long build;

    public String snapshot;
    public Instant storedAt;

    static UserlandSnapshot of(Key key, ImageReference snapshot, Instant now) {
        UserlandSnapshot kept = new UserlandSnapshot();
        kept.source = key.source();
        kept.chroot = key.chroot();
        kept.watch = key.watch();
        kept.packages = key.packages();
        kept.artifacts = key.artifacts();
        kept.keySha256 = key.keySha256();
        kept.build = key.build();
        kept.snapshot = snapshot.toString();
        kept.storedAt = now;
        return kept;
    }

    static Optional<UserlandSnapshot> find(Key key) {
        return findByIdOptional(key);
    }

    /** The one with the highest build number. */
    static Optional<UserlandSnapshot> newest(Key like) {
        return find(
                        OF_SOURCE,
                        Sort.descending("build"),
                        like.source(),
                        like.chroot(),
                        like.watch(),
                        like.packages(),
                        like.artifacts(),
                        like.keySha256())
                .firstResultOptional();
    }

    ImageReference reference() {
        return ImageReference.parse(snapshot);
    }
}
