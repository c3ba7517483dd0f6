package io.kernelgraft.kernelbuilder.known;

import io.kernelgraft.contract.image.ImageReference;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** In this service's own database: a tag in the registry could be anybody's. */
@ApplicationScoped
public class SwappedImageTable implements SwappedImages {
    private final Clock clock;

    public SwappedImageTable(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<SwappedImage> find(SwapKey key) {
        return QuarkusTransaction.requiringNew()
                .call(() -> SwappedImageRow.<SwappedImageRow>findByIdOptional(key.sha256())
                        .map(row -> new SwappedImage(ImageReference.parse(row.image), row.evidence)));
    }

    @Override
    public void keep(SwapKey key, SwappedImage image) {
        QuarkusTransaction.requiringNew().run(() -> {
            SwappedImageRow row = new SwappedImageRow();
            row.key = key.sha256();
            row.image = image.image().toString();
            row.evidence = image.evidence();
            row.madeAt = clock.instant();
            // Two replicas may have made the same: either's is as good.
            SwappedImageRow.getEntityManager().merge(row);
        });
    }

    @Override
    public void forget(SwapKey key) {
        QuarkusTransaction.requiringNew().run(() -> SwappedImageRow.deleteById(key.sha256()));
    }
}
