package io.kernelgraft.kmodbuilder.cache;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A kmod that did not compile, as it lies in the database. */
@Entity
@Table(name = "failed_kmod")
public class FailedKmodRow extends PanacheEntityBase {
    @Id
    public String key;

    public String kmod;
    public String reason;
    public Instant failedAt;
}
