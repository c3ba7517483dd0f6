package io.kernelgraft.watcher.release;

import io.kernelgraft.contract.event.Rebuild;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** A rebuild that was asked for: once for a release and a line file as it was. */
@Entity
@Table(name = "requested_rebuild")
@IdClass(RequestedRebuild.Key.class)
public class RequestedRebuild extends PanacheEntityBase {
    public record Key(String releaseId, String line, String lineSha256) {}

    @Id
    public String releaseId;

    @Id
    public String line;

    @Id
    public String lineSha256;

    public String rebuildId;
    public Instant requestedAt;

    static RequestedRebuild of(String releaseId, Rebuild rebuild) {
        RequestedRebuild requested = new RequestedRebuild();
        requested.releaseId = releaseId;
        requested.line = rebuild.line();
        requested.lineSha256 = rebuild.lineSha256();
        requested.rebuildId = rebuild.id();
        requested.requestedAt = rebuild.requestedAt();
        return requested;
    }
}
