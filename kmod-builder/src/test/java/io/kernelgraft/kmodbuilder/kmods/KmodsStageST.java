package io.kernelgraft.kmodbuilder.kmods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodOutcome.Status;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.kmodbuilder.testing.KmodLab;
import io.kernelgraft.kmodbuilder.testing.LabAssets;
import io.kernelgraft.kmodbuilder.testing.RecordingContext;
import io.kernelgraft.lab.testing.Ending;
import io.kernelgraft.lab.testing.Reproduces;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The stage with real dnf, akmods and compiler, on the lab's kernels and akmod packages. */
class KmodsStageST {
    private static final LabAssets ASSETS = LabAssets.find();
    private static final Kmod VPOLL = new Kmod("vpoll", "akmod-vpoll", null, true);
    /** Its module is called lime. */
    private static final Kmod LIME = new Kmod("lime-forensics", "akmod-lime-forensics", null, true);

    /** Has not kept up with the kernel: fails in the compiler. */
    private static final Kmod WRITEBOOST = new Kmod("dm-writeboost", "akmod-dm-writeboost", null, false);

    /** The lab's kernels have no V4L2: fails at the linking. */
    private static final Kmod V4L2 = new Kmod("v4l2loopback", "akmod-v4l2loopback", null, false);

    @TempDir
    static Path directory;

    private static KmodLab lab;

    @TempDir
    Path attempt;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(ASSETS.missing().isEmpty(), ASSETS.missing().orElse(""));
        lab = new KmodLab(ASSETS, directory);
    }

    @AfterAll
    static void stop() {
        if (lab != null) {
            lab.close();
        }
    }

    @BeforeEach
    void forget() {
        lab.built().clear();
    }

    @Test
    @Reproduces(
            rows = "H13",
            stage = "kmods",
            prevented =
                    "a kmod that did not compile counts as failed, with the compiler's words, whatever akmods' exit code says")
    @Reproduces(rows = "H14", stage = "kmods", prevented = "the kmods are built where /var is writable")
    @Reproduces(
            rows = "F60",
            stage = "kmods",
            prevented = "the one that is missing is skipped and named with its reason; the others are built")
    void shouldBuildEachKmodByItselfAndSayHowItEnded() throws Exception {
        // Given
        Rebuild rebuild = lab.rebuild(LabAssets.rpms(ASSETS.release()));
        Kmod absent = new Kmod("absent", "akmod-absent", null, false);
        LineFile line = lab.line(lab.repository(), absent, V4L2, WRITEBOOST, LIME, VPOLL);

        try (RecordingContext context = new RecordingContext(rebuild, line, attempt)) {
            // When
            Outcome outcome = lab.stage().run(context);

            // Then
            KmodsBuilt built = completed(outcome);
            assertThat(built.rebuild()).isEqualTo(rebuild);
            assertThat(built.kmods())
                    .extracting(KmodOutcome::name, KmodOutcome::status)
                    .containsExactly(
                            tuple("absent", Status.SKIPPED),
                            tuple("v4l2loopback", Status.FAILED),
                            tuple("dm-writeboost", Status.FAILED),
                            tuple("lime-forensics", Status.BUILT),
                            tuple("vpoll", Status.BUILT));
            assertThat(built.kmods().get(0).reason()).contains("No match for argument: akmod-absent");
            assertThat(built.kmods().get(1).reason())
                    .contains("ERROR: modpost: ")
                    .contains("v4l2_");
            assertThat(built.kmods().get(2).reason())
                    .contains("dm-writeboost-target.c:")
                    .contains(": error: ");
            assertThat(built.kmods().get(3).modules()).containsExactly("lime");
            assertThat(built.kmods().get(4).modules()).containsExactly("vpoll");
            assertArtifactHoldsTheRpms(built, rebuild);
            assertThat(context.kept())
                    .containsKeys("kmod-v4l2loopback.log", "kmod-lime-forensics.log", "kmod-vpoll.log");
            assertThat(context.reported())
                    .contains("kmods 5/5")
                    .anyMatch(report -> report.matches("kmod vpoll \\d/5"))
                    .anyMatch(report -> report.matches(".*: \\d+ objects?, CC \\[M] .*"));
        }
    }

    @Test
    void shouldNotBuildAgainWhatAnotherLineHasBuilt() throws Exception {
        // Given
        Rebuild rebuild = lab.rebuild(LabAssets.rpms(ASSETS.release()));
        KmodsBuilt first;
        try (RecordingContext context =
                new RecordingContext(rebuild, lab.line(lab.repository(), VPOLL), attempt.resolve("first"))) {
            first = completed(lab.stage().run(context));
        }
        ImageReference elsewhere = ImageReference.parse(lab.artifacts() + "-of-another-line");
        LineFile other = lab.line(elsewhere, lab.repository(), new Kmod("vpoll", "akmod-vpoll", null, false));

        try (RecordingContext context = new RecordingContext(rebuild, other, attempt.resolve("second"))) {
            // When
            KmodsBuilt second = completed(lab.stage().run(context));

            // Then
            assertThat(second.kmods().getFirst().rpms())
                    .isEqualTo(first.kmods().getFirst().rpms());
            assertThat(second.kmods().getFirst().modules()).containsExactly("vpoll");
            assertThat(second.artifact().name()).isEqualTo(elsewhere.name());
            assertThat(lab.registry().manifest(second.artifact()).layers())
                    .isEqualTo(lab.registry().manifest(first.artifact()).layers());
            assertThat(context.kept()).as("tools that ran").isEmpty();
            assertThat(context.reported()).containsExactly("kmod vpoll was built before");
            assertThat(Files.list(context.workspace())).as("files fetched").isEmpty();
        }
    }

    @Test
    void shouldNotCompileAgainWhatDidNotUnlessItIsARetryOrRequired() throws Exception {
        // Given
        Rebuild rebuild = lab.rebuild(LabAssets.rpms(ASSETS.release()));
        LineFile line = lab.line(lab.repository(), V4L2);
        KmodsBuilt first;
        try (RecordingContext context = new RecordingContext(rebuild, line, attempt.resolve("first"))) {
            first = completed(lab.stage().run(context));
        }

        try (RecordingContext context = new RecordingContext(rebuild, line, attempt.resolve("second"))) {
            // When
            KmodsBuilt second = completed(lab.stage().run(context));

            // Then
            assertThat(second.kmods()).isEqualTo(first.kmods());
            assertThat(second.kmods().getFirst().status()).isEqualTo(Status.FAILED);
            assertThat(context.kept()).as("tools that ran").isEmpty();
            assertThat(context.reported()).containsExactly("kmod v4l2loopback did not compile before, either");
        }
        try (RecordingContext context = new RecordingContext(rebuild, line, attempt.resolve("retry"), 2)) {
            assertThat(completed(lab.stage().run(context)).kmods()).isEqualTo(first.kmods());
            assertThat(context.kept()).containsKey("kmod-v4l2loopback.log");
        }
        LineFile requiring = lab.line(lab.repository(), new Kmod("v4l2loopback", "akmod-v4l2loopback", null, true));
        try (RecordingContext context = new RecordingContext(rebuild, requiring, attempt.resolve("required"))) {
            assertThat(lab.stage().run(context)).isNotInstanceOf(Outcome.Completed.class);
            assertThat(context.kept()).containsKey("kmod-v4l2loopback.log");
        }
    }

    @Test
    void shouldBuildTheSameBytesAgainWhenTheRegistryNoLongerHasThem() throws Exception {
        // Given
        Rebuild rebuild = lab.rebuild(LabAssets.rpms(ASSETS.release()));
        LineFile line = lab.line(lab.repository(), VPOLL);
        KmodsBuilt first;
        try (RecordingContext context = new RecordingContext(rebuild, line, attempt.resolve("first"))) {
            first = completed(lab.stage().run(context));
        }
        lab.built().pretendThatTheRegistryLostThem();

        try (RecordingContext context = new RecordingContext(rebuild, line, attempt.resolve("second"))) {
            // When
            KmodsBuilt built = completed(lab.stage().run(context));

            // Then
            assertThat(context.kept()).containsKey("kmod-vpoll.log");
            assertThat(built.artifact()).isEqualTo(first.artifact());
            assertThat(lab.registry().manifest(built.artifact()).layers()).hasSize(1);
        }
    }

    private void assertArtifactHoldsTheRpms(KmodsBuilt built, Rebuild rebuild) throws IOException {
        Manifest artifact = lab.registry().manifest(built.artifact());
        assertThat(artifact.artifactType()).isEqualTo("application/vnd.kernelgraft.kmods.v1");
        List<String> files =
                built.kmods().stream().flatMap(kmod -> kmod.rpms().stream()).toList();
        assertThat(artifact.layers().stream()
                        .map(layer -> layer.title().orElse(""))
                        .toList())
                .isEqualTo(files)
                .hasSize(2);
        assertThat(artifact.layers())
                .extracting(layer -> layer.annotations().get("io.kernelgraft.kmod"))
                .containsExactly("lime-forensics", "vpoll");
        for (Descriptor layer : artifact.layers()) {
            Path rpm = attempt.resolve(layer.title().orElseThrow());
            lab.registry().fetchBlob(built.artifact(), layer, rpm);
            assertThat(RpmFile.open(rpm).files())
                    .anyMatch(file ->
                            file.path().matches(".*/lib/modules/\\Q" + rebuild.kver() + "\\E/extra/.*\\.ko\\.xz"));
        }
    }

    @Test
    @Reproduces(rows = "F62", stage = "kmods", kind = FailureKind.UPSTREAM, reason = "REQUIRED_KMOD_FAILED")
    void shouldHoldTheLineBackWhenARequiredKmodDoesNotBuild(TestInfo test) throws Exception {
        // Given
        Rebuild rebuild = lab.rebuild(LabAssets.rpms(ASSETS.release()));
        LineFile line = lab.line(lab.repository(), new Kmod(V4L2.name(), V4L2.akmod(), null, true), VPOLL);

        try (RecordingContext context = new RecordingContext(rebuild, line, attempt)) {
            // When
            Outcome.Failed failed = (Outcome.Failed) lab.stage().run(context);

            // Then
            assertThat(failed)
                    .extracting("kind", "reason")
                    .containsExactly(Ending.of(test.getTestMethod()).failure());
            assertThat(failed.message())
                    .startsWith("kmod v4l2loopback is required and failed: did not build: ERROR: modpost: ");
            assertThat(context.kept()).containsKeys("kmod-v4l2loopback.log", "kmod-vpoll.log");
        }
    }

    @Test
    @Reproduces(rows = "H9", stage = "kmods", kind = FailureKind.UPSTREAM, reason = "DEVEL_MISMATCH")
    void shouldRefuseHeadersOfAnotherBuildBeforeAnyContainer(TestInfo test) {
        // Given
        Path release = ASSETS.release();
        List<Path> mixed = new ArrayList<>(LabAssets.rpms(release));
        mixed.removeIf(rpm -> rpm.getFileName().toString().contains("-devel-"));
        LabAssets.rpms(release.resolveSibling(release.getFileName() + "-2")).stream()
                .filter(rpm -> rpm.getFileName().toString().contains("-devel-"))
                .forEach(mixed::add);

        // When / Then
        assertFailsWithoutTools(test, mixed, "cachyos1.fc44, found ");
    }

    @Test
    @Reproduces(rows = "F56", stage = "kmods", kind = FailureKind.UPSTREAM, reason = "DEVEL_MISSING")
    void shouldSayThatHeadersAreMissingBeforeAnyContainer(TestInfo test) {
        List<Path> rpms = new ArrayList<>(LabAssets.rpms(ASSETS.release()));
        rpms.removeIf(rpm -> rpm.getFileName().toString().contains("-devel-"));
        assertFailsWithoutTools(test, rpms, "has no package kernel-cachyos-devel-matched");
    }

    private void assertFailsWithoutTools(TestInfo test, List<Path> rpms, String words) {
        RecordingContext context = new RecordingContext(lab.rebuild(rpms), lab.line(lab.repository(), VPOLL), attempt);
        Ending ending = Ending.of(test.getTestMethod());
        assertFailure(() -> lab.stage().run(context), ending.kind(), ending.reason(), words);
        assertThat(context.kept()).isEmpty();
    }

    @Test
    void shouldQuoteARepositoryThatIsDownAndWaitForAnotherTry() {
        LineFile.Repository down = new LineFile.Repository("http://127.0.0.1:9/", ASSETS.key("fusion"));
        RecordingContext context =
                new RecordingContext(lab.rebuild(LabAssets.rpms(ASSETS.release())), lab.line(down, VPOLL), attempt);
        assertFailure(
                () -> lab.stage().run(context),
                FailureKind.TRANSIENT,
                "REPOSITORY_UNAVAILABLE",
                "Could not connect to server");
        assertThat(context.reported()).anyMatch(line -> line.startsWith("repository not there, trying again in 0 s: "));
    }

    @Test
    void shouldRefusePackagesThatAreNotSignedWithThePinnedKey() {
        LineFile.Repository wrongKey = new LineFile.Repository(lab.repository().url(), ASSETS.key("copr"));
        RecordingContext context =
                new RecordingContext(lab.rebuild(LabAssets.rpms(ASSETS.release())), lab.line(wrongKey, VPOLL), attempt);
        assertFailure(() -> lab.stage().run(context), FailureKind.POLICY, "PACKAGE_UNTRUSTED", "akmods");
    }

    @Test
    void shouldPushAnEmptyArtifactForALineWithoutKmods() throws Exception {
        try (RecordingContext context = new RecordingContext(
                lab.rebuild(LabAssets.rpms(ASSETS.release())), lab.line(lab.repository()), attempt)) {
            KmodsBuilt built = completed(lab.stage().run(context));
            assertThat(built.kmods()).isEmpty();
            assertThat(lab.registry().manifest(built.artifact()).artifactType())
                    .isEqualTo("application/vnd.kernelgraft.kmods.v1");
            assertThat(context.kept()).isEmpty();
            assertThat(Files.list(context.workspace())).isEmpty();
        }
    }

    private static KmodsBuilt completed(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        return (KmodsBuilt) ((Outcome.Completed) outcome).next();
    }

    private static void assertFailure(ThrowingCallable run, FailureKind kind, String reason, String words) {
        assertThatThrownBy(run).hasMessageContaining(words).isInstanceOfSatisfying(StageFailure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.reason()).isEqualTo(reason);
        });
    }
}
