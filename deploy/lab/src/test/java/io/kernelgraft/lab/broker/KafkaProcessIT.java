package io.kernelgraft.lab.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.lab.process.FreePort;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaProcessIT {
    @TempDir
    Path directory;

    @Test
    void shouldHaveEveryTopicOfTheContractAndKeepThemOverARestart() throws Exception {
        // Given
        int port = FreePort.any();
        try (KafkaProcess first = KafkaProcess.start(directory, port)) {
            assertThat(first.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
        }
        // When
        try (KafkaProcess second = KafkaProcess.start(directory, port);
                Admin admin = Admin.create(Map.of("bootstrap.servers", second.bootstrapServers()))) {
            // Then
            assertThat(admin.listTopics().names().get(10, TimeUnit.SECONDS))
                    .contains("kernel.released", "kernel.released.dlq", "candidate.promoted", "stage.failed.dlq")
                    .hasSize(23);
            ConfigResource progress = new ConfigResource(ConfigResource.Type.TOPIC, "stage.progress");
            assertThat(admin.describeConfigs(List.of(progress))
                            .all()
                            .get(10, TimeUnit.SECONDS)
                            .get(progress)
                            .get("retention.ms")
                            .value())
                    .isEqualTo("3600000");
        }
        assertThat(FreePort.isFree(port)).isTrue();
    }
}
