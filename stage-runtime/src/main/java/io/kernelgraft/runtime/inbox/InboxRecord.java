package io.kernelgraft.runtime.inbox;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;

/** An event that this service has taken over; CloudEvents makes (source, id) unique. */
@Entity
@Table(name = "inbox")
public class InboxRecord extends PanacheEntityBase {
    @Embeddable
    public record Key(String source, String eventId) implements Serializable {}

    @EmbeddedId
    public Key key;

    public String topic;
    public Instant receivedAt;

    protected InboxRecord() {}

    public InboxRecord(Key key, String topic, Instant receivedAt) {
        this.key = key;
        this.topic = topic;
        this.receivedAt = receivedAt;
    }
}
