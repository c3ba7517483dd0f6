package io.kernelgraft.kmodbuilder.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kernelgraft.contract.event.EventCodec;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A {@link BuiltKmod} as it lies in the database. */
@Entity
@Table(name = "built_kmod")
public class BuiltKmodRow extends PanacheEntityBase {
    @Id
    public String key;

    public String kmod;
    public String built;
    public Instant builtAt;

    void set(BuiltKmod value) {
        try {
            built = EventCodec.json().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a built kmod always serializes", e);
        }
    }

    BuiltKmod value() {
        try {
            return EventCodec.json().readValue(built, BuiltKmod.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("built_kmod " + key + " holds no built kmod", e);
        }
    }
}
