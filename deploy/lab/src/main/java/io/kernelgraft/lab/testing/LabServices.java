package io.kernelgraft.lab.testing;

import io.kernelgraft.lab.attestation.ServiceKeys;
import io.kernelgraft.lab.broker.Topics;
import io.kernelgraft.lab.service.LabService;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an {@code *IT} needs: {@code @WithTestResource(LabServices.class)}. One broker and one database server serve the
 * whole test JVM; each start of the application finds an empty database and empty topics.
 */
public final class LabServices implements QuarkusTestResourceLifecycleManager {
    /** The private keys of all services, for {@link KafkaPeer#sendAttested}; a service is told of its own alone. */
    static final String KEYS = "kernelgraft.test.service-keys";

    private static final Path DIRECTORY = Path.of("target/service-keys");
    /** What stage-runtime's own tests are called. */
    private static final String RUNTIME_TEST = "stage-runtime-test";

    @Override
    public Map<String, String> start() {
        TestServers servers = TestServers.ofThisJvm();
        try (Topics topics = new Topics(servers.bootstrapServers())) {
            topics.empty();
        }
        servers.emptyDatabase();
        Map<String, String> config = new HashMap<>();
        config.put("quarkus.devservices.enabled", "false");
        config.put("quarkus.http.test-port", "0");
        config.put("quarkus.datasource.jdbc.url", servers.jdbcUrl());
        config.put("quarkus.datasource.username", servers.user());
        config.put("quarkus.datasource.password", servers.password());
        config.put("kafka.bootstrap.servers", servers.bootstrapServers());
        ServiceKeys keys = ServiceKeys.make(
                DIRECTORY,
                Stream.concat(
                                Stream.of(RUNTIME_TEST),
                                Arrays.stream(LabService.values()).map(LabService::id))
                        .toList());
        config.put(KEYS, keys.directory().toString());
        config.put(
                "kernelgraft.attestation.key",
                keys.key("${quarkus.application.name}").toString());
        config.put("kernelgraft.trust.directory", keys.trusted().toString());
        return config;
    }

    /** The servers stay for the next test class; they end with the JVM. */
    @Override
    public void stop() {}
}
