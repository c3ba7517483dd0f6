package io.kernelgraft.lab.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class LabServicesIT {
    @Test
    void shouldGiveEveryTestClassAnEmptyDatabaseAndEmptyTopicsOnTheSameServers() throws Exception {
        // Given
        Map<String, String> first = new LabServices().start();
        try (Connection connection = connect(first)) {
            connection.createStatement().execute("CREATE TABLE left_over (id int)");
        }
        String kafka = first.get("kafka.bootstrap.servers");
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("stage.failed", 0, "key", "left over"))
                    .get(10, TimeUnit.SECONDS);
        }
        // When
        Map<String, String> second = new LabServices().start();
        // Then
        assertThat(second).isEqualTo(first).containsEntry("quarkus.http.test-port", "0");
        try (Connection connection = connect(second);
                var rows = connection.createStatement().executeQuery("SELECT to_regclass('left_over')")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isNull();
        }
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("stage.failed", 0);
            consumer.assign(List.of(partition));
            assertThat(consumer.poll(Duration.ofMillis(500))).isEmpty();
            assertThat(consumer.beginningOffsets(List.of(partition))).containsEntry(partition, 1L);
        }
    }

    private static Connection connect(Map<String, String> config) throws Exception {
        return DriverManager.getConnection(
                config.get("quarkus.datasource.jdbc.url"),
                config.get("quarkus.datasource.username"),
                config.get("quarkus.datasource.password"));
    }
}
