package io.kernelgraft.kmodbuilder.cache;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
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
    public Optional<String> findFailure(KmodKey key, Duration kept) {
        return QuarkusTransaction.requiringNew()
                .call(() -> FailedKmodRow.<FailedKmodRow>findByIdOptional(key.sha256())
                        .filter(row -> row.failedAt.isAfter(clock.instant().minus(kept)))
                        .map(row -> row.reason));
    }

    @Override
    public void keepFailure(KmodKey key, String kmod, String reason) {
        QuarkusTransaction.requiringNew().run(() -> {
            FailedKmodRow row = new FailedKmodRow();
            row.key = key.sha256();
            row.kmod = kmod;
            row.reason = reason;
            row.failedAt = clock.instant();
            FailedKmodRow.getEntityManager().merge(row);
        });
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
            FailedKmodRow.deleteById(key.sha256());
        });
    }

    @Override
    public void forget(KmodKey key) {
        QuarkusTransaction.requiringNew().run(() -> BuiltKmodRow.deleteById(key.sha256()));
    }
}
