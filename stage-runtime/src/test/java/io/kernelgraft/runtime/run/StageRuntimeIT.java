package io.kernelgraft.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.PayloadSigned.Payload;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.event.StageProgress;
import io.kernelgraft.lab.attestation.AttestedEvent;
import io.kernelgraft.lab.testing.KafkaPeer;
import io.kernelgraft.lab.testing.LabServices;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.testing.Rebuilds;
import io.kernelgraft.runtime.testing.ScriptedStage;
import io.kernelgraft.runtime.testing.TestRegistry;
import io.kernelgraft.runtime.tool.ToolCall;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(TestRegistry.class)
class StageRuntimeIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Inject
    ScriptedStage stage;

    private final Rebuild rebuild = Rebuilds.fresh();
    private KafkaPeer kafka;

    @BeforeEach
    void connect() {
        kafka = new KafkaPeer();
    }

    @AfterEach
    void disconnect() {
        kafka.close();
    }

    @Test
    void shouldRunOnceAllInputsAreThereWhateverTheirOrder() {
        // Given
        kafka.sendAttested(Rebuilds.signed(rebuild, Payload.KMODS));
        kafka.sendAttested(Rebuilds.signed(rebuild, Payload.KERNEL));
        await().atMost(SOON).untilAsserted(() -> assertThat(state()).isEqualTo(RunState.COLLECTING));
        ImageSwapped swapped = Rebuilds.swapped(rebuild);

        // When
        new AttestedEvent(swapped, KafkaPeer.keys()).push();
        kafka.send(new Event(UUID.randomUUID().toString(), "/kernelgraft/test", Instant.now(), TRACE, swapped));

        // Then
        List<Event> sealed = awaitEvents("candidate.sealed", 1);
        assertThat(sealed.getFirst().data()).isEqualTo(new CandidateSealed(rebuild, swapped.image(), List.of()));
        assertThat(sealed.getFirst().source()).isEqualTo("/kernelgraft/stage-runtime-test");
        assertThat(sealed.getFirst().traceparent())
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                .isNotEqualTo(TRACE);
        assertThat(kafka.all("candidate.sealed"))
                .filteredOn(record -> rebuild.id().equals(record.key()))
                .allSatisfy(record ->
                        assertThat(record.headers().headers("traceparent")).hasSize(1));
        assertThat(kafka.events("stage.progress", rebuild.id()))
                .extracting(event -> ((StageProgress) event.data()).state())
                .startsWith(StageProgress.State.STARTED)
                .endsWith(StageProgress.State.SUCCEEDED);
    }

    @Test
    void shouldRunOnceWhenRecordsComeTwiceAndEventsAreRepeated() {
        // Given
        sendAllInputs();
        awaitEvents("candidate.sealed", 1);

        // When
        Event again = new Event(
                UUID.randomUUID().toString(), "/kernelgraft/test", Instant.now(), null, Rebuilds.swapped(rebuild));
        kafka.send(again);
        kafka.send(again);
        Rebuild marker = Rebuilds.fresh();
        sendAllInputs(marker);

        // Then
        await().atMost(SOON)
                .until(() -> kafka.events("candidate.sealed", marker.id()).size() == 1);
        assertThat(kafka.events("candidate.sealed", rebuild.id())).hasSize(1);
        assertThat(stage.attemptsOf(rebuild.id())).isEqualTo(1);
    }

    @Test
    void shouldRetryTransientFailuresByItselfAndKeepEveryAttempt() {
        // Given
        stage.script(
                rebuild.id(),
                context -> Outcome.failed(FailureKind.TRANSIENT, "REGISTRY_UNAVAILABLE", "503 from the registry"),
                ScriptedStage::seal);

        // When
        sendAllInputs();

        // Then
        awaitEvents("candidate.sealed", 1);
        StageFailed failed =
                (StageFailed) awaitEvents("stage.failed", 1).getFirst().data();
        assertThat(failed.reason()).isEqualTo("REGISTRY_UNAVAILABLE");
        assertThat(failed.retryAt()).isNotNull();
        assertThat(attempts()).containsExactly("1 FAILED TRANSIENT REGISTRY_UNAVAILABLE", "2 SUCCEEDED null null");
    }

    @Test
    void shouldWaitForAPersonAfterTheLastTransientFailure() {
        // Given
        stage.script(rebuild.id(), context -> Outcome.failed(FailureKind.TRANSIENT, "COPR_DOWN", "504"));

        // When
        sendAllInputs();

        // Then
        List<Event> failures = awaitEvents("stage.failed", 3);
        assertThat(failures)
                .extracting(event -> ((StageFailed) event.data()).retryAt() != null)
                .containsExactly(true, true, false);
        assertThat(state()).isEqualTo(RunState.FAILED);
        assertThat(stage.attemptsOf(rebuild.id())).isEqualTo(3);
    }

    @Test
    void shouldNotRetryWhatWasRejected() {
        // Given
        stage.script(
                rebuild.id(), context -> Outcome.failed(FailureKind.REJECTED, "NO_OSTREE", "initramfs lacks ostree"));

        // When
        sendAllInputs();

        // Then
        StageFailed failed =
                (StageFailed) awaitEvents("stage.failed", 1).getFirst().data();
        assertThat(failed.kind()).isEqualTo(FailureKind.REJECTED);
        assertThat(failed.message()).isEqualTo("initramfs lacks ostree");
        assertThat(failed.retryAt()).isNull();
        assertThat(state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void shouldCallAnUnexpectedExceptionInternal() {
        // Given
        stage.script(rebuild.id(), context -> {
            throw new IllegalStateException("a mistake of ours");
        });

        // When
        sendAllInputs();

        // Then
        StageFailed failed =
                (StageFailed) awaitEvents("stage.failed", 1).getFirst().data();
        assertThat(failed.kind()).isEqualTo(FailureKind.INTERNAL);
        assertThat(failed.reason()).isEqualTo("UNEXPECTED");
        assertThat(failed.message()).contains("a mistake of ours");
    }

    @Test
    void shouldCallAFullDiskTransientAndSayWhichAndHowMuchIsFree() {
        // Given
        stage.script(
                rebuild.id(),
                context -> {
                    writeTo(Path.of("/dev/full"));
                    return ScriptedStage.seal(context);
                },
                ScriptedStage::seal);

        // When
        sendAllInputs();

        // Then
        awaitEvents("candidate.sealed", 1);
        StageFailed failed =
                (StageFailed) awaitEvents("stage.failed", 1).getFirst().data();
        assertThat(failed.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failed.reason()).isEqualTo("DISK_FULL");
        assertThat(failed.message())
                .containsPattern("No space left on device \\(now target/workspace: \\d+ MiB free on /");
    }

    @Test
    void shouldNotTrustAResultWhenAToolSaidThatTheDiskIsFull() {
        // Given: the tool fails, and the stage goes on as if nothing had happened
        stage.script(
                rebuild.id(),
                context -> {
                    context.tools().run(ToolCall.of("sh", SOON, "sh", "-c", "/bin/echo x > /dev/full; exit 0"));
                    return ScriptedStage.seal(context);
                },
                ScriptedStage::seal);

        // When
        sendAllInputs();

        // Then
        awaitEvents("candidate.sealed", 1);
        assertThat(attempts()).containsExactly("1 FAILED TRANSIENT DISK_FULL", "2 SUCCEEDED null null");
    }

    @Test
    void shouldSettleAnOutcomeThatReadersWouldRefuse() {
        // Given
        stage.script(rebuild.id(), context -> Outcome.failed(FailureKind.REJECTED, "no code at all", "why"));

        // When
        sendAllInputs();

        // Then
        StageFailed failed =
                (StageFailed) awaitEvents("stage.failed", 1).getFirst().data();
        assertThat(failed.kind()).isEqualTo(FailureKind.INTERNAL);
        assertThat(failed.reason()).isEqualTo("INVALID_REASON");
        assertThat(failed.message()).isEqualTo("REJECTED 'no code at all': why");
    }

    @Test
    void shouldRefuseARebuildOfAnotherVersionOfTheLine() {
        // Given
        Rebuild other = Rebuilds.withLine(rebuild.line(), "0".repeat(64));

        // When
        sendAllInputs(other);

        // Then
        await().atMost(SOON)
                .until(() -> kafka.events("stage.failed", other.id()).size() == 1);
        StageFailed failed = (StageFailed)
                kafka.events("stage.failed", other.id()).getFirst().data();
        assertThat(failed.kind()).isEqualTo(FailureKind.POLICY);
        assertThat(failed.reason()).isEqualTo("LINE_DIFFERS");
        assertThat(stage.attemptsOf(other.id())).isZero();
    }

    @Test
    void shouldKeepTheLeaseOfAnAttemptThatTakesLongerThanIt() {
        // Given
        stage.script(rebuild.id(), context -> {
            Thread.sleep(Duration.ofSeconds(5));
            return ScriptedStage.seal(context);
        });

        // When
        sendAllInputs();

        // Then
        awaitEvents("candidate.sealed", 1);
        assertThat(attempts()).containsExactly("1 SUCCEEDED null null");
    }

    @Test
    void shouldBeginAnewWhenTheExecutorDied() {
        // Given: a claim whose owner shows no sign of life any more
        stage.script(
                rebuild.id(),
                context -> {
                    stealLease();
                    return ScriptedStage.seal(context);
                },
                ScriptedStage::seal);

        // When
        sendAllInputs();

        // Then
        awaitEvents("candidate.sealed", 1);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(attempts()).containsExactly("1 LOST null null", "2 SUCCEEDED null null"));
        assertThat(kafka.events("candidate.sealed", rebuild.id())).hasSize(1);
    }

    @Test
    void shouldPutAnUnreadableRecordAsideAndHandleTheNext() {
        // Given
        ImageSwapped swapped = Rebuilds.swapped(rebuild);
        Event event = new Event(UUID.randomUUID().toString(), "/kernelgraft/test", Instant.now(), null, swapped);
        var headers = EventCodec.headers(event);
        headers.put("dead-letter-reason", "an earlier trip");
        byte[] broken = "{\"rebuild\": 12".getBytes();

        // When
        kafka.sendRaw("image.swapped", rebuild.id(), headers, broken);
        sendAllInputs();

        // Then
        awaitEvents("candidate.sealed", 1);
        await().atMost(SOON).until(() -> !dead().isEmpty());
        ConsumerRecord<String, byte[]> letter = dead().getFirst();
        assertThat(letter.value()).isEqualTo(broken);
        assertThat(KafkaPeer.headers(letter))
                .containsEntry("dead-letter-reason", "NOT_JSON")
                .containsEntry("dead-letter-topic", "image.swapped")
                .containsEntry("ce_id", event.id())
                .containsKeys("dead-letter-message", "dead-letter-partition", "dead-letter-offset");
        assertThat(letter.headers().headers("dead-letter-reason")).hasSize(1);
    }

    private List<ConsumerRecord<String, byte[]>> dead() {
        return kafka.all("image.swapped.dlq").stream()
                .filter(record -> rebuild.id().equals(record.key()))
                .toList();
    }

    private static void writeTo(Path file) {
        try {
            Files.write(file, new byte[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendAllInputs() {
        sendAllInputs(rebuild);
    }

    private void sendAllInputs(Rebuild of) {
        Rebuilds.allInputs(of).forEach(kafka::sendAttested);
    }

    private List<Event> awaitEvents(String topic, int count) {
        await().atMost(SOON).until(() -> kafka.events(topic, rebuild.id()).size() >= count);
        return kafka.events(topic, rebuild.id());
    }

    private RunState state() {
        return QuarkusTransaction.requiringNew()
                .call(() -> StageRun.of("scripted", rebuild.id())
                        .map(run -> run.state)
                        .orElse(null));
    }

    private List<String> attempts() {
        return QuarkusTransaction.requiringNew().call(() -> {
            StageRun run = StageRun.of("scripted", rebuild.id()).orElseThrow();
            return Attempt.<Attempt>list("key.runId = ?1 order by key.number", run.id).stream()
                    .map(attempt -> "%d %s %s %s"
                            .formatted(attempt.key.number(), attempt.outcome, attempt.kind, attempt.reason))
                    .toList();
        });
    }

    /** As if the claim were a dead process's: another owner, and a lease that is over. */
    private void stealLease() {
        QuarkusTransaction.requiringNew()
                .run(() -> StageRun.update(
                        "leaseOwner = 'dead', leaseUntil = ?1 where rebuildId = ?2",
                        Instant.now().minusSeconds(1),
                        rebuild.id()));
    }
}
