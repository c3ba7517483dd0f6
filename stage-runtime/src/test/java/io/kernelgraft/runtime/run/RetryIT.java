package io.kernelgraft.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.OperatorCommand;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.lab.testing.KafkaPeer;
import io.kernelgraft.lab.testing.LabServices;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.testing.Rebuilds;
import io.kernelgraft.runtime.testing.ScriptedStage;
import io.kernelgraft.runtime.testing.TestRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(TestRegistry.class)
class RetryIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    ScriptedStage stage;

    private final Rebuild rebuild = Rebuilds.fresh();

    @Test
    void shouldTryAgainOnceWhenAPersonAsksForIt() {
        try (KafkaPeer kafka = new KafkaPeer()) {
            // Given
            stage.script(
                    rebuild.id(),
                    context -> Outcome.failed(FailureKind.POLICY, "SIGNING_KEY_MISSING", "no key"),
                    ScriptedStage::seal);
            Rebuilds.allInputs(rebuild).forEach(kafka::sendAttested);
            awaitOne(kafka, "stage.failed", rebuild);

            // When: one for a stage of somebody else, the same command twice, and a late one
            Event retry = retry("scripted");
            kafka.send(retry("another-stage"));
            kafka.send(retry);
            kafka.send(retry);
            awaitOne(kafka, "candidate.sealed", rebuild);
            kafka.send(retry("scripted"));
            Rebuild marker = Rebuilds.fresh();
            Rebuilds.allInputs(marker).forEach(kafka::sendAttested);
            awaitOne(kafka, "candidate.sealed", marker);

            // Then
            assertThat(stage.attemptsOf(rebuild.id())).isEqualTo(2);
            assertThat(kafka.events("candidate.sealed", rebuild.id())).hasSize(1);
        }
    }

    private static void awaitOne(KafkaPeer kafka, String topic, Rebuild of) {
        await().atMost(SOON).until(() -> kafka.events(topic, of.id()).size() == 1);
    }

    private Event retry(String name) {
        OperatorCommand command =
                new OperatorCommand(OperatorCommand.Action.RETRY, rebuild.id(), name, "night shift", "the key is back");
        return new Event(UUID.randomUUID().toString(), "/kernelgraft/test", Instant.now(), null, command);
    }
}
