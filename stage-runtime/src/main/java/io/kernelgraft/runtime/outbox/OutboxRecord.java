package io.kernelgraft.runtime.outbox;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A Kafka record that waits to be sent; its id is the event's id. */
@Entity
@Table(name = "outbox")
public class OutboxRecord extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(insertable = false, updatable = false)
    public Long position;

    public String topic;
    public String recordKey;
    /** A JSON object of header names and values. */
    public String headers;

    public byte[] value;
    public Instant createdAt;
    public Instant publishedAt;
}
