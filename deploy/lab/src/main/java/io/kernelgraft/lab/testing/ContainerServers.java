package io.kernelgraft.lab.testing;

import io.kernelgraft.lab.broker.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Both servers as containers. Image names are in {@code containers.properties}; a system property
 * {@code kernelgraft.test.image.<name>} replaces one by a local image.
 */
final class ContainerServers {
    private ContainerServers() {}

    static TestServers start() {
        KafkaContainer kafka = new KafkaContainer(image("kafka", "apache/kafka"));
        PostgreSQLContainer postgres = new PostgreSQLContainer(image("postgres", "postgres"));
        kafka.start();
        postgres.start();
        try (Topics topics = new Topics(kafka.getBootstrapServers())) {
            topics.create();
        }
        return new TestServers(
                kafka.getBootstrapServers(),
                "jdbc:postgresql://" + postgres.getHost() + ":" + postgres.getFirstMappedPort() + "/",
                postgres.getUsername(),
                postgres.getPassword());
    }

    private static DockerImageName image(String name, String standsFor) {
        Properties images = new Properties();
        try (InputStream in = ContainerServers.class.getResourceAsStream("/containers.properties")) {
            images.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String image = System.getProperty("kernelgraft.test.image." + name, images.getProperty(name));
        return DockerImageName.parse(image).asCompatibleSubstituteFor(standsFor);
    }
}
