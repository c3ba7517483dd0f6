package io.kernelgraft.runtime.registry;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Short pauses, so that a test of the fifth try takes milliseconds. */
record TestConfig(
        Optional<List<String>> plainHttp,
        Optional<Path> credentialsFile,
        Duration responseTimeout,
        RegistryConfig.Cache cache)
        implements RegistryConfig {
    static TestConfig plain(String host) {
        return new TestConfig(Optional.of(List.of(host)), Optional.empty(), Duration.ofSeconds(5), caching(null, 0));
    }

    /** @param directory null for none */
    static RegistryConfig.Cache caching(Path directory, long quota) {
        return new RegistryConfig.Cache() {
            @Override
            public Optional<Path> directory() {
                return Optional.ofNullable(directory);
            }

            @Override
            public MemorySize quota() {
                return new MemorySize(BigInteger.valueOf(quota));
            }
        };
    }

    TestConfig with(RegistryConfig.Cache cache) {
        return new TestConfig(plainHttp, credentialsFile, responseTimeout, cache);
    }

    TestConfig with(Path credentials) {
        return new TestConfig(plainHttp, Optional.of(credentials), responseTimeout, cache);
    }

    TestConfig with(Duration responseTimeout) {
        return new TestConfig(plainHttp, credentialsFile, responseTimeout, cache);
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(2);
    }

    @Override
    public int attempts() {
        return 3;
    }

    @Override
    public Duration retryPause() {
        return Duration.ofMillis(5);
    }

    @Override
    public Duration retryDeadline() {
        return Duration.ofSeconds(3);
    }
}
