package io.kernelgraft.kernelbuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.lab.testing.KafkaPeer;
import io.kernelgraft.lab.testing.LabServices;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The service on a real broker and database: events reach its stages, and their failures get out. */
@QuarkusTest
@WithTestResource(LabServices.class)
class KernelBuilderIT {
    @Test
    void shouldSayThatItHasNoSuchLine() {
        // Given
        ImageReference pinned = ImageReference.parse("localhost:1/lab/base@sha256:" + "0".repeat(64));
        Rebuild rebuild = new Rebuild(
                "rb-0011223344556677",
                "unheard-of",
                "0".repeat(64),
                pinned,
                "localhost:1/lab/base:stable",
                Nevra.parse("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64"),
                new Kver("7.2.0-cachyos1.fc44.x86_64"),
                pinned,
                List.of(),
                Instant.parse("2026-11-23T03:00:00Z"));

        try (KafkaPeer kafka = new KafkaPeer()) {
            // When
            kafka.send(new RebuildRequested(rebuild, "a test"));

            // Then
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !kafka.events("stage.failed", rebuild.id()).isEmpty());
            List<Event> failures = kafka.events("stage.failed", rebuild.id());
            StageFailed failed = (StageFailed) failures.getFirst().data();
            assertThat(failed.stage()).isEqualTo("swap");
            assertThat(failed.kind()).isEqualTo(FailureKind.POLICY);
            assertThat(failed.reason()).isEqualTo("LINE_UNKNOWN");
            assertThat(failures.getFirst().source()).isEqualTo("/kernelgraft/kernel-builder");
        }
    }
}
