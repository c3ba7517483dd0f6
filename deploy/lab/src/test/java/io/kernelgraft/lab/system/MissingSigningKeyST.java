package io.kernelgraft.lab.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.StageFailed;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MissingSigningKeyST {
    @Test
    void shouldFailAsPolicyAndPushNothingWhenTheSigningKeyIsMissing() throws Exception {
        try (LabUnderTest lab = LabUnderTest.fresh()) {
            // Given
            Files.delete(lab.lab().home().signer().resolve("keys/lab-mok.key"));
            // When
            lab.publish("7.2");
            StageFailed failed = lab.await(StageFailed.class);
            // Then
            assertThat(failed.stage()).isEqualTo("sign-kernel");
            assertThat(failed.kind()).isEqualTo(FailureKind.POLICY);
            assertThat(failed.reason()).isEqualTo("SIGNING_KEY_MISSING");
            assertThat(failed.retryAt()).isNull();
            Thread.sleep(Duration.ofSeconds(5));
            assertThat(lab.all(PayloadSigned.class)).isEmpty();
            assertThat(lab.all(CandidateSealed.class)).isEmpty();
            assertThat(lab.tagged("stable")).isEqualTo("nothing");
        }
    }
}
