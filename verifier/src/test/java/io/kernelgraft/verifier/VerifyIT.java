package io.kernelgraft.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.lab.attestation.AttestedEvent;
import io.kernelgraft.lab.attestation.PlainRegistry;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.lab.testing.KafkaPeer;
import io.kernelgraft.lab.testing.LabServices;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.verifier.testing.Initramfs;
import io.kernelgraft.verifier.testing.PushedImage;
import io.kernelgraft.verifier.testing.SampleImage;
import io.kernelgraft.verifier.testing.SampleLine;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service against a real registry, as far as it goes without booting. */
@QuarkusTest
@WithTestResource(LabServices.class)
@WithTestResource(VerifierLab.class)
class VerifyIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    Registry registry;

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
    void shouldRejectWhenInitramfsLacksOstreeAndKeepTheReport() throws Exception {
        // Given
        String modules = "usr/lib/modules/" + SampleImage.KVER + "/kernel/";
        SampleImage broken = new SampleImage()
                .initramfs(new Initramfs()
                        .file(modules + "drivers/md/dm-crypt.ko.xz", "a module")
                        .file(modules + "fs/btrfs/btrfs.ko.xz", "a module"));
        ImageReference candidate = PushedImage.push(broken, repository(), registry);

        // When
        StageFailed failed = verify("rb-00000000000000a1", candidate);

        // Then
        assertThat(failed.kind()).isEqualTo(FailureKind.REJECTED);
        assertThat(failed.reason()).isEqualTo("INITRAMFS_LACKS_OSTREE");
        assertThat(failed.message()).isEqualTo("initramfs-has-ostree: none of the 5 entries is ostree-prepare-root");
        assertThat(failed.retryAt()).isNull();
        JsonNode report = report(failed.evidence());
        assertThat(report.path("candidate").asText()).isEqualTo(candidate.toString());
        assertThat(report.path("rejected").asText()).isEqualTo("INITRAMFS_LACKS_OSTREE");
        assertThat(report.path("checks")).hasSize(13);
        assertThat(report.path("checks").findValuesAsText("status"))
                .containsOnlyOnce("FAIL")
                .doesNotContain("SKIPPED");
        assertThat(kafka.events("candidate.verified", "rb-00000000000000a1")).isEmpty();
    }

    @Test
    void shouldNotBlameTheCandidateWhenItIsNotThere() {
        // Given
        PlainRegistry plain =
                new PlainRegistry(repository().host(), repository().repository());
        Digest gone = plain.push("application/vnd.example", "text/plain", "gone".getBytes(), "gone");
        CandidateSealed sealed =
                new CandidateSealed(rebuild("rb-00000000000000a2"), repository().withDigest(gone), List.of());
        new AttestedEvent(sealed, KafkaPeer.keys()).push();
        plain.delete(gone);

        // When
        kafka.send(sealed);

        // Then
        StageFailed failed = failure(sealed.rebuild().id());

        assertThat(failed.kind()).isEqualTo(FailureKind.UPSTREAM);
        assertThat(failed.reason()).isEqualTo("IMAGE_NOT_FOUND");
    }

    @Test
    void shouldNotBootWhatAForgerCallsSealed() throws Exception {
        // Given
        ImageReference candidate = PushedImage.push(new SampleImage(), repository(), registry);

        // When
        kafka.send(new CandidateSealed(rebuild("rb-00000000000000a3"), candidate, List.of()));

        // Then
        StageFailed failed = failure("rb-00000000000000a3");
        assertThat(failed.kind()).isEqualTo(FailureKind.POLICY);
        assertThat(failed.reason()).isEqualTo("ATTESTATION_MISSING");
        assertThat(failed.evidence()).isNull();
    }

    private StageFailed verify(String rebuildId, ImageReference candidate) {
        kafka.sendAttested(new CandidateSealed(rebuild(rebuildId), candidate, List.of()));
        return failure(rebuildId);
    }

    private StageFailed failure(String rebuildId) {
        List<Event> failures =
                await().atMost(SOON).until(() -> kafka.events("stage.failed", rebuildId), events -> !events.isEmpty());
        return (StageFailed) failures.getFirst().data();
    }

    private Rebuild rebuild(String rebuildId) {
        Rebuild sample = SampleLine.rebuild(SampleImage.KVER, SampleImage.BASE);
        return new Rebuild(
                rebuildId,
                sample.line(),
                lines.named("desktop").orElseThrow().sha256(),
                sample.base(),
                sample.baseName(),
                sample.kernel(),
                sample.kver(),
                sample.snapshot(),
                sample.userland(),
                sample.requestedAt());
    }

    private JsonNode report(ImageReference evidence) throws IOException {
        Descriptor layer = registry.manifest(evidence).layers().stream()
                .filter(each -> each.title().orElse("").equals("report.json"))
                .findFirst()
                .orElseThrow();
        try (InputStream in = registry.openBlob(evidence, layer)) {
            return new ObjectMapper().readTree(in);
        }
    }

    private ImageReference repository() {
        return lines.named("desktop").orElseThrow().line().promotion().repository();
    }
}
