package io.kernelgraft.watcher.rebuild;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** A rebuild that was asked for: once for a release, a line file as it was, and the userland that was the newest. */
@Entity
@Table(name = "requested_rebuild")
@IdClass(RequestedRebuild.Key.class)
public class RequestedRebuild extends PanacheEntityBase {
    public record Key(String releaseId, String line, String lineSha256, String userland) {
        static Key of(String releaseId, String line, String lineSha256, List<ImageReference> userland) {
            String digests =
                    userland.stream().map(snapshot -> snapshot.pinned().value()).collect(Collectors.joining(" "));
            return new Key(releaseId, line, lineSha256, digests);
        }
    }

    @Id
    public String releaseId;

    @Id
    public String line;

    @Id
    public String lineSha256;

    @Id
    public String userland;

    public String rebuildId;
    public Instant requestedAt;

    static RequestedRebuild of(String releaseId, Rebuild rebuild) {
        Key key = Key.of(releaseId, rebuild.line(), rebuild.lineSha256(), rebuild.userland());
        RequestedRebuild requested = new RequestedRebuild();
        requested.releaseId = key.releaseId();
        requested.line = key.line();
        requested.lineSha256 = key.lineSha256();
        requested.userland = key.userland();
        requested.rebuildId = rebuild.id();
        requested.requestedAt = rebuild.requestedAt();
        return requested;
    }

    /** With whatever userland. */
    static boolean anyOf(String releaseId, Rebuild rebuild) {
        return count(
                        "releaseId = ?1 and line = ?2 and lineSha256 = ?3",
                        releaseId,
                        rebuild.line(),
                        rebuild.lineSha256())
                > 0;
    }
}
