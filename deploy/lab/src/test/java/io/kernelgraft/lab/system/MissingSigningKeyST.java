package io.kernelgraft.lab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.OperatorCommand;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.event.StageProgress;
import io.kernelgraft.lab.broker.KafkaAccounts;
import io.kernelgraft.lab.events.OperatorDesk;
import io.kernelgraft.lab.service.LabService;
import io.kernelgraft.lab.supervisor.RunningLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A signer without its key signs nothing (failure F25); once it is back, signing alone is done again (failure F29). */
class MissingSigningKeyST {
    @Test
    void shouldPushNothingWithoutTheKeyAndSignWhatWasBuiltOnceItIsBack() throws Exception {
        List<LabService> services =
                List.copyOf(EnumSet.complementOf(EnumSet.of(LabService.VERIFIER, LabService.PROMOTER)));
        try (LabUnderTest lab = LabUnderTest.start(new RunningLab.Options(true, "stable", services))) {
            // Given
            Path key = lab.lab().home().signer().resolve("keys/lab-mok.key");
            Path away = key.resolveSibling("away");
            Files.move(key, away);
            // When
            lab.publish("7.2");
            await().atMost(LabUnderTest.PIPELINE)
                    .until(() -> lab.all(StageFailed.class).size() > 1);
            // Then
            assertThat(lab.all(StageFailed.class))
                    .extracting(StageFailed::stage, StageFailed::kind, StageFailed::reason, StageFailed::retryAt)
                    .containsExactlyInAnyOrder(
                            tuple("sign-kernel", FailureKind.POLICY, "SIGNING_KEY_MISSING", null),
                            tuple("sign-kmods", FailureKind.POLICY, "SIGNING_KEY_MISSING", null));
            assertThat(lab.all(PayloadSigned.class)).isEmpty();
            assertThat(lab.all(CandidateSealed.class)).isEmpty();

            // When
            Files.move(away, key);
            try (OperatorDesk desk = new OperatorDesk(lab.lab().kafka(KafkaAccounts.OPERATOR))) {
                for (StageFailed failed : lab.all(StageFailed.class)) {
                    desk.send(new OperatorCommand(
                            OperatorCommand.Action.RETRY,
                            failed.rebuild().id(),
                            failed.stage(),
                            "a test",
                            "it is back"));
                }
            }
            // Then
            await().atMost(LabUnderTest.PIPELINE)
                    .until(() -> !lab.all(CandidateSealed.class).isEmpty());
            assertThat(lab.all(StageProgress.class).stream()
                            .filter(progress -> progress.state() == StageProgress.State.STARTED))
                    .extracting(StageProgress::stage, StageProgress::attempt)
                    .containsExactlyInAnyOrder(
                            tuple("swap", 1),
                            tuple("kmods", 1),
                            tuple("sign-kernel", 1),
                            tuple("sign-kmods", 1),
                            tuple("sign-kernel", 2),
                            tuple("sign-kmods", 2),
                            tuple("seal", 1));
        }
    }
}
