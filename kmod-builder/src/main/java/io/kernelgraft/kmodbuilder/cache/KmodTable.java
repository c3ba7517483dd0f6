package io.kernelgraft.kmodbuilder.cache;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** In this service's own database, so that its replicas share it. */
@ApplicationScoped
public class KmodTable implements BuiltKmods {
    private final Clock clock;

    public KmodTable(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<BuiltKmod> find(KmodKey key) {
        return QuarkusTransaction.requiringNew()
                .call(() -> BuiltKmodRow.<BuiltKmodRow>findByIdOptional(key.sha256())
                        .map(BuiltKmodRow::value));
    }

    @Override
    public void keep(KmodKey key, String kmod, BuiltKmod built) {
        QuarkusTransaction.requiringNew().run(() -> {
            BuiltKmodRow row = new BuiltKmodRow();
            row.key = key.sha256();
            row.kmod = kmod;
            row.builtAt = clock.instant();
            row.set(built);
            // Two replicas may have built the same: either's is as good.
            BuiltKmodRow.getEntityManager().merge(row);
        });
    }

    @Override
    public void forget(KmodKey key) {
        QuarkusTransaction.requiringNew().run(() -> BuiltKmodRow.deleteById(key.sha256()));
    }
}
