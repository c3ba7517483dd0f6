package io.kernelgraft.promoter.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.attestation.Statement;
import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildId;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.contract.pipeline.Author;
import io.kernelgraft.lab.attestation.AttestedEvent;
import io.kernelgraft.lab.attestation.PlainRegistry;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.lab.testing.KafkaPeer;
import io.kernelgraft.lab.testing.LabServices;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.registry.Sha256;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One line's history, from nothing: the order of the tests is the order of what happens to it. */
@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(PromoterLab.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PromoteIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Registry registry;

    @Inject
    PromotionLog promotions;

    @Inject
    Lines lines;

    private KafkaPeer kafka;

    @BeforeEach
    void connect() {
        Assumptions.assumeTrue(
                RegistryProcess.missing().isEmpty(),
                () -> RegistryProcess.missing().orElseThrow());
        kafka = new KafkaPeer();
    }

    @AfterEach
    void disconnect() {
        if (kafka != null) {
            kafka.close();
        }
    }

    @Test
    @Order(1)
    void shouldPutTheVerifiedDigestUnderEveryTag() {
        // Given
        ImageReference candidate = candidate("7.2.1");
        assertThat(named("stable")).isNull();

        // When
        CandidatePromoted promoted = (CandidatePromoted) promote(candidate, rebuild("7.2.1", candidate));

        // Then
        assertThat(promoted.promoted()).isEqualTo(candidate);
        assertThat(promoted.tags()).containsExactly("stable", "7.2");
        assertThat(promoted.previous()).isNull();
        assertThat(named("stable")).isEqualTo(candidate.pinned());
        assertThat(named("7.2")).isEqualTo(candidate.pinned());
    }

    @Test
    @Order(2)
    void shouldSayWhatTheTagNamedBefore() {
        Digest before = named("stable");
        ImageReference candidate = candidate("7.2.10");

        CandidatePromoted promoted = (CandidatePromoted) promote(candidate, rebuild("7.2.10", candidate));

        assertThat(promoted.previous()).isEqualTo(before);
        assertThat(named("stable")).isEqualTo(candidate.pinned()).isNotEqualTo(before);
    }

    @Test
    @Order(3)
    void shouldGiveTheSameEventWhenDoneTwice() {
        // Given
        ImageReference candidate = candidate("7.2.11");
        Rebuild rebuild = rebuild("7.2.11", candidate);

        // When
        CandidatePromoted first = promotions.promote(rebuild, registry.manifest(candidate), List.of("stable", "7.2"));
        CandidatePromoted second = promotions.promote(rebuild, registry.manifest(candidate), List.of("stable", "7.2"));

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(first.previous()).isNotNull().isNotEqualTo(candidate.pinned());
        assertThat(named("stable")).isEqualTo(candidate.pinned());
        assertThat(QuarkusTransaction.requiringNew().call(() -> Promotion.count("rebuildId", rebuild.id())))
                .isEqualTo(1);
    }

    /** As after a death between moving the tag and writing it down. */
    @Test
    @Order(4)
    void shouldNameTheLastPromotionAsPreviousWhenTheTagWasMovedAlready() {
        Digest before = named("stable");
        ImageReference candidate = candidate("7.2.12");
        registry.tag(registry.manifest(candidate), "stable");

        CandidatePromoted promoted = (CandidatePromoted) promote(candidate, rebuild("7.2.12", candidate));

        assertThat(promoted.previous()).isEqualTo(before);
        assertThat(named("7.2")).isEqualTo(candidate.pinned());
    }

    @Test
    @Order(5)
    void shouldRefuseAKernelOlderThanThePromotedOne() {
        Digest before = named("stable");
        ImageReference candidate = candidate("7.2.9");

        StageFailed failed = (StageFailed) promote(candidate, rebuild("7.2.9", candidate));

        assertThat(failed.kind()).isEqualTo(FailureKind.REJECTED);
        assertThat(failed.reason()).isEqualTo("OLDER_KERNEL");
        assertThat(failed.message())
                .startsWith("desktop has kernel-cachyos-core-7.2.12-1.x86_64 since ")
                .endsWith("which is newer than kernel-cachyos-core-7.2.9-1.x86_64");
        assertThat(named("stable")).isEqualTo(before);
    }

    @Test
    @Order(6)
    void shouldRefuseACandidateOfAnotherRepository() {
        ImageReference elsewhere = pushed(repository("lab/elsewhere"), "7.2.13");

        StageFailed failed = (StageFailed) promote(elsewhere, rebuild("7.2.13", elsewhere));

        assertThat(failed.reason()).isEqualTo("WRONG_REPOSITORY");
        assertThat(failed.kind()).isEqualTo(FailureKind.POLICY);
    }

    @Test
    @Order(7)
    void shouldFailWhenTheCandidateIsGone() {
        // Given
        ImageReference gone = candidate("7.2.14");
        CandidateVerified verified = verified(gone, rebuild("7.2.14", gone));
        new AttestedEvent(verified, KafkaPeer.keys()).push();
        new PlainRegistry(gone.host(), gone.repository()).delete(gone.pinned());

        // When
        kafka.send(verified);

        // Then
        StageFailed failed = (StageFailed) answer(verified.rebuild());

        assertThat(failed.reason()).isEqualTo("IMAGE_NOT_FOUND");
    }

    @Test
    @Order(8)
    void shouldKeepItsHistory() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> Promotion.deleteAll()))
                .hasStackTraceContaining("promotion is append-only");
    }

    @Test
    @Order(9)
    void shouldPromoteNothingThatAForgerSays() {
        // Given
        Digest before = named("stable");
        ImageReference candidate = candidate("7.3.1");
        Rebuild rebuild = rebuild("7.3.1", candidate);

        // When
        kafka.send(new RebuildRequested(rebuild, "forged"));
        kafka.send(new KmodsBuilt(rebuild, candidate, List.of()));
        kafka.send(new CandidateSealed(rebuild, candidate, List.of()));
        kafka.send(verified(candidate, rebuild));

        // Then
        refused(rebuild, before, "ATTESTATION_MISSING");
    }

    @Test
    @Order(10)
    void shouldPromoteNothingThatAnotherServiceCallsVerified() {
        // Given: the builder's own word, under the verifier's name
        Digest before = named("stable");
        ImageReference candidate = candidate("7.3.2");
        CandidateVerified verified = verified(candidate, rebuild("7.3.2", candidate));

        // When
        new AttestedEvent(verified, new Author("kernel-builder", "verify"), KafkaPeer.keys()).push();
        kafka.send(verified);

        // Then
        refused(verified.rebuild(), before, "ATTESTATION_KEY_UNKNOWN");
    }

    @Test
    @Order(11)
    void shouldPromoteNoOtherDigestThanTheOneThatWasVerified() {
        // Given: what the verifier said of one image, put where its word for another is looked for
        Digest before = named("stable");
        ImageReference booted = candidate("7.3.3");
        ImageReference other = candidate("7.3.3-with-a-back-door");
        Rebuild rebuild = rebuild("7.3.3", booted);
        new AttestedEvent(verified(booted, rebuild), KafkaPeer.keys()).push(Statement.tag(verified(other, rebuild)));

        // When
        kafka.send(verified(other, rebuild));

        // Then
        refused(rebuild, before, "ATTESTATION_WRONG");
    }

    private void refused(Rebuild rebuild, Digest stable, String reason) {
        StageFailed failed = (StageFailed) answer(rebuild);
        assertThat(failed.kind()).isEqualTo(FailureKind.POLICY);
        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(kafka.events("candidate.promoted", rebuild.id())).isEmpty();
        assertThat(named("stable")).isNotNull().isEqualTo(stable);
        assertThat(named("7.2")).isEqualTo(stable);
        assertThat(QuarkusTransaction.requiringNew().call(() -> Promotion.count("rebuildId", rebuild.id())))
                .isZero();
    }

    private static CandidateVerified verified(ImageReference candidate, Rebuild rebuild) {
        return new CandidateVerified(rebuild, candidate, List.of(), "tcg", 45_000);
    }

    private EventData promote(ImageReference candidate, Rebuild rebuild) {
        kafka.sendAttested(verified(candidate, rebuild));
        return answer(rebuild);
    }

    private EventData answer(Rebuild rebuild) {
        await().atMost(SOON).until(() -> !answers(rebuild).isEmpty());
        return answers(rebuild).getFirst().data();
    }

    private List<Event> answers(Rebuild rebuild) {
        List<Event> promoted = kafka.events("candidate.promoted", rebuild.id());
        return promoted.isEmpty() ? kafka.events("stage.failed", rebuild.id()) : promoted;
    }

    private LoadedLine line() {
        return lines.named("desktop").orElseThrow();
    }

    private ImageReference repository(String name) {
        return ImageReference.parse(line().line().promotion().repository().host() + "/" + name);
    }

    private ImageReference candidate(String version) {
        return pushed(repository("lab/os"), version);
    }

    private ImageReference pushed(ImageReference repository, String version) {
        return registry.pushArtifact(
                repository, "application/vnd.example.image", List.of(), Map.of("version", version));
    }

    private Digest named(String tag) {
        return registry.resolve(repository("lab/os").withTag(tag)).orElse(null);
    }

    private Rebuild rebuild(String version, ImageReference candidate) {
        Digest base = Sha256.of(version.getBytes());
        return new Rebuild(
                RebuildId.of("desktop", line().sha256(), base, candidate.pinned(), List.of()),
                "desktop",
                line().sha256(),
                repository("lab/base").withDigest(base),
                repository("lab/base").withTag("stable").toString(),
                Nevra.parse("kernel-cachyos-core-" + version + "-1.x86_64"),
                new Kver(version + "-1.x86_64"),
                candidate,
                List.of(),
                Instant.now());
    }
}
