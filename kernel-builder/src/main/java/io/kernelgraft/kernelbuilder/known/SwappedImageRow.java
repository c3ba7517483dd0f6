package io.kernelgraft.kernelbuilder.known;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A {@link SwappedImage} as it lies in the database. */
@Entity
@Table(name = "swapped_image")
public class SwappedImageRow extends PanacheEntityBase {
    @Id
    public String key;

    public String image;
    public String evidence;
    public Instant madeAt;
}
