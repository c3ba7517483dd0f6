package io.kernelgraft.console.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.console.rebuild.AttemptFacts;
import io.kernelgraft.console.rebuild.AttemptFacts.Failure;
import io.kernelgraft.console.rebuild.RebuildFacts;
import io.kernelgraft.console.rebuild.ResultFacts;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RebuildReadingTest {
    private static final Instant REQUESTED = Instant.parse("2026-05-04T03:00:00Z");
    private static final Instant NOW = at(60);
    private static final ImageReference IMAGE =
            ImageReference.parse("registry.example.org/work").withDigest(Digest.ofSha256Hex("0".repeat(64)));

    @Test
    void shouldBeReadyWithoutAnAttemptAndWaitWithoutItsInputs() {
        // When
        RebuildStatus read = read(List.of(), List.of());

        // Then
        assertThat(read.state()).isEqualTo(RebuildState.RUNNING);
        assertThat(stage(read, "swap").state()).isEqualTo(StageState.QUEUED);
        assertThat(stage(read, "seal").state()).isEqualTo(StageState.WAITING);
        assertThat(read.timing()).isNull();
    }

    @Test
    void shouldCallAnAttemptLostWhenAnotherOneFollowsWithoutItsEnd() {
        // When
        RebuildStatus read = read(List.of(begun(1, 2, 9, null), begun(2, 30, 31, null)), List.of());

        // Then
        StageStatus swap = stage(read, "swap");
        assertThat(swap.state()).isEqualTo(StageState.RUNNING);
        assertThat(swap.attempts())
                .extracting(AttemptStatus::state)
                .containsExactly(AttemptStatus.State.LOST, AttemptStatus.State.RUNNING);
        assertThat(swap.waitedMillis()).isEqualTo(2000);
        assertThat(swap.workedMillis()).isEqualTo((9 - 2 + 60 - 30) * 1000);
    }

    @Test
    void shouldTellARetryFromAFailureThatWaitsForAPerson() {
        // Given
        Failure transientFailure =
                new Failure(at(10), FailureKind.TRANSIENT, "REGISTRY_UNAVAILABLE", "503", at(40), null);
        Failure rejected = new Failure(at(10), FailureKind.REJECTED, "NO_OSTREE", "lacks ostree", null, null);

        // When
        RebuildStatus retrying = read(List.of(begun(1, 2, 9, transientFailure)), List.of());
        RebuildStatus standing = read(List.of(begun(1, 2, 9, rejected)), List.of());

        // Then
        assertThat(retrying.state()).isEqualTo(RebuildState.RUNNING);
        assertThat(stage(retrying, "swap").state()).isEqualTo(StageState.RETRYING);
        assertThat(standing.state()).isEqualTo(RebuildState.WAITS_FOR_PERSON);
        assertThat(stage(standing, "swap").failure()).isEqualTo(rejected);
        assertThat(stage(standing, "swap").workedMillis()).isEqualTo(8000);
    }

    @Test
    void shouldKnowTheResultOfAStageWhoseProgressIsGone() {
        // When
        RebuildStatus read = read(List.of(), List.of(swappedAt(20)));

        // Then
        StageStatus swap = stage(read, "swap");
        assertThat(swap.state()).isEqualTo(StageState.SUCCEEDED);
        assertThat(swap.endedAt()).isEqualTo(at(20));
        assertThat(swap.waitedMillis()).isNull();
        assertThat(swap.outputs()).containsExactly(new Artifact("swapped image", IMAGE));
    }

    @Test
    void shouldNotBeDoneAgainOnceALaterAttemptBegan() {
        // When
        RebuildStatus read = read(List.of(begun(1, 2, 9, null), begun(2, 30, 31, null)), List.of(swappedAt(20)));

        // Then
        assertThat(stage(read, "swap").state()).isEqualTo(StageState.RUNNING);
    }

    private static RebuildStatus read(List<AttemptFacts> attempts, List<ResultFacts> results) {
        RebuildFacts facts = new RebuildFacts(
                "rb-0123456789abcdef",
                "desktop",
                IMAGE,
                "registry.example.org/base:stable",
                "kernel-1-1.x86_64",
                "1-1.x86_64",
                IMAGE,
                null,
                REQUESTED,
                REQUESTED,
                "a kernel was released",
                attempts,
                results);
        return RebuildReading.of(facts, NOW);
    }

    private static AttemptFacts begun(int number, long start, long seen, Failure failure) {
        return new AttemptFacts("swap", number, at(start), at(seen), "dnf", 1, 2, failure);
    }

    private static ResultFacts swappedAt(long seconds) {
        return new ResultFacts("swap", at(seconds), new ImageSwapped(null, IMAGE));
    }

    private static StageStatus stage(RebuildStatus status, String name) {
        return status.stages().stream()
                .filter(stage -> stage.stage().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Instant at(long seconds) {
        return REQUESTED.plusSeconds(seconds);
    }
}
