package io.kernelgraft.lab.testing;

import io.kernelgraft.lab.broker.Topics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * What an {@code *IT} needs: {@code @WithTestResource(LabServices.class)}. One broker and one database server serve the
 * whole test JVM; each start of the application finds an empty database and empty topics.
 */
public final class LabServices implements QuarkusTestResourceLifecycleManager {
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
        return config;
    }

    /** The servers stay for the next test class; they end with the JVM. */
    @Override
    public void stop() {}
}
