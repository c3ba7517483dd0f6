package io.kernelgraft.runtime.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Short pauses, so that a test of the fifth try takes milliseconds. */
record TestConfig(Optional<List<String>> plainHttp, Optional<Path> credentialsFile, Duration responseTimeout)
        implements RegistryConfig {
    static TestConfig plain(String host) {
        return new TestConfig(Optional.of(List.of(host)), Optional.empty(), Duration.ofSeconds(5));
    }

    TestConfig with(Path credentials) {
        return new TestConfig(plainHttp, Optional.of(credentials), responseTimeout);
    }

    TestConfig with(Duration responseTimeout) {
        return new TestConfig(plainHttp, credentialsFile, responseTimeout);
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
