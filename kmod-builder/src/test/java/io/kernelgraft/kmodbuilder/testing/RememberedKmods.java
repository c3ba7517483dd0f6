package io.kernelgraft.kmodbuilder.testing;

import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.kmodbuilder.cache.BuiltKmod;
import io.kernelgraft.kmodbuilder.cache.BuiltKmods;
import io.kernelgraft.kmodbuilder.cache.KmodKey;
import io.kernelgraft.runtime.registry.Descriptor;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** In memory, as the stage alone is what is tested. */
public final class RememberedKmods implements BuiltKmods {
    private final Map<KmodKey, BuiltKmod> built = new ConcurrentHashMap<>();

    private final Map<KmodKey, String> failed = new ConcurrentHashMap<>();

    @Override
    public Optional<BuiltKmod> find(KmodKey key) {
        return Optional.ofNullable(built.get(key));
    }

    @Override
    public Optional<String> findFailure(KmodKey key, Duration kept) {
        return Optional.ofNullable(failed.get(key));
    }

    @Override
    public void keepFailure(KmodKey key, String kmod, String reason) {
        failed.put(key, reason);
    }

    @Override
    public void keep(KmodKey key, String kmod, BuiltKmod value) {
        built.put(key, value);
    }

    @Override
    public void forget(KmodKey key) {
        built.remove(key);
    }

    public void clear() {
        failed.clear();
        built.clear();
    }

    public void pretendThatTheRegistryLostThem() {
        Digest nowhere = Digest.ofSha256Hex("0".repeat(64));
        built.replaceAll((key, one) -> new BuiltKmod(
                one.artifact(),
                one.rpms().stream()
                        .map(rpm -> new Descriptor(rpm.mediaType(), nowhere, rpm.size(), rpm.annotations()))
                        .toList(),
                one.modules()));
    }
}
