package io.kernelgraft.kernelbuilder.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.kernelbuilder.RecordedProgress;
import org.junit.jupiter.api.Test;

class DnfOutputTest {
    private final RecordedProgress progress = new RecordedProgress();
    private final DnfOutput output = new DnfOutput("dnf install", progress);

    @Test
    void shouldCountTheStepsOfATransaction() {
        // Given: as dnf5 5.4 prints them where there is no terminal
        """
        Running transaction
        [1/5] Verify package files              100% |   8.0   B/s |   3.0   B |  00m00s
        [3/5] Installing kernel-cachyos-core-0: 100% | 231.0 MiB/s |  13.6 MiB |  00m00s
        Complete!
        """.lines().forEach(output);

        // Then
        assertThat(progress.reported)
                .containsExactly(
                        "dnf install: Verify package files 1/5", "dnf install: Installing kernel-cachyos-core-0: 3/5");
        assertThat(output.failedScriptlets()).isEmpty();
    }

    @Test
    void shouldSeeAFailedScriptletThatDnfCallsNonCritical() {
        // When
        output.accept(">>> Running %posttrans scriptlet: kernel-cachyos-core-0:7.2.12-cachyos1.fc44.x86_64");
        output.accept(
                ">>> Non-critical error in %posttrans scriptlet: kernel-cachyos-core-0:7.2.12-cachyos1.fc44.x86_64");

        // Then
        assertThat(output.failedScriptlets())
                .containsExactly(
                        ">>> Non-critical error in %posttrans scriptlet: kernel-cachyos-core-0:7.2.12-cachyos1.fc44.x86_64");
    }
}
