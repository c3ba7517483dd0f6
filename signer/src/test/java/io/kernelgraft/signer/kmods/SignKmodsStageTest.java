package io.kernelgraft.signer.kmods;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodOutcome.Status;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.PayloadSigned.Payload;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Outcome.Failed;
import io.kernelgraft.signer.layer.SignedLayer;
import io.kernelgraft.signer.module.SignedModule;
import io.kernelgraft.signer.module.TestModules;
import io.kernelgraft.signer.testing.Bench;
import io.kernelgraft.signer.testing.TestRpm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignKmodsStageTest {
    private static final String NEVRA = "kmod-mimic-0.7.0-1.fc44.x86_64";
    private static final String EXTRA = "/lib/modules/" + Bench.KVER + "/extra/";
    private static final byte[] MODULE = TestModules.elf("license=GPL", "vermagic=" + Bench.KVER + " SMP preempt ");

    @TempDir
    Path directory;

    private Bench bench;
    private TestRpm rpm;

    @BeforeEach
    void line() throws Exception {
        bench = new Bench(directory);
        bench.list("mimic");
        bench.list("v4l2loopback");
        rpm = new TestRpm(NEVRA).with(EXTRA + "mimic/mimic.ko", MODULE);
    }

    @Test
    void shouldSignTheModulesOfBuiltKmods() throws Exception {
        // Given
        KmodOutcome mimic = built("mimic");
        KmodOutcome loopback =
                new KmodOutcome("v4l2loopback", Status.FAILED, false, List.of(), List.of(), "undefined v4l2_*");
        ImageReference artifact = bench.kmodsArtifact("mimic", List.of(write()));
        // When
        PayloadSigned signed = Bench.signed(run(artifact, mimic, loopback));
        // Then
        Map<String, byte[]> files = bench.files(signed);
        assertThat(files.keySet()).containsExactly(Bench.TREE + "extra/mimic/mimic.ko");
        byte[] module = files.get(Bench.TREE + "extra/mimic/mimic.ko");
        SignedModule.verify(Bench.in(module), "mimic.ko", Bench.MOK.certificate());
        assertThat(signed.payload()).isEqualTo(Payload.KMODS);
        assertThat(signed.files()).isEqualTo(1);
        assertThat(signed.kmods()).containsExactly(mimic, loopback);
        assertThat(signed.kmodArtifact()).isEqualTo(artifact);
    }

    @Test
    void shouldMakeAnEmptyLayerWhereNothingWasBuilt() throws Exception {
        ImageReference artifact = bench.artifact("application/vnd.kernelgraft.kmods.v1", List.of(), Map.of());
        PayloadSigned signed = Bench.signed(run(artifact));
        assertThat(signed.files()).isZero();
        assertThat(bench.files(signed)).isEmpty();
    }

    @Test
    void shouldRefuseAKmodTheLineDoesNotList() throws Exception {
        ImageReference artifact = bench.kmodsArtifact("rootkit", List.of(write()));
        assertRefused(run(artifact, built("rootkit")), FailureKind.POLICY, "KMOD_NOT_LISTED", "'rootkit'");
    }

    @Test
    void shouldRefuseAPackageNoBuiltKmodClaims() throws Exception {
        ImageReference artifact = bench.kmodsArtifact("mimic", List.of(write()));
        KmodOutcome skipped = new KmodOutcome("mimic", Status.SKIPPED, false, List.of(), List.of(), "no akmod");
        assertRefused(run(artifact, skipped), FailureKind.POLICY, "KMOD_NOT_LISTED", NEVRA);
        assertRefused(run(artifact), FailureKind.POLICY, "KMOD_NOT_LISTED", NEVRA);
    }

    @Test
    void shouldRefuseAnArtifactThatLacksAPackage() throws Exception {
        ImageReference artifact = bench.artifact("application/vnd.kernelgraft.kmods.v1", List.of(), Map.of());
        assertRefused(run(artifact, built("mimic")), FailureKind.UPSTREAM, "KMODS_INCOMPLETE", NEVRA);
    }

    @Test
    void shouldRefuseModulesOutsideOfExtra() throws Exception {
        for (String path : List.of(
                "/lib/modules/" + Bench.KVER + "/kernel/fs/btrfs.ko.xz",
                "/usr/share/mimic/mimic.ko",
                "/lib/modules/" + Bench.KVER + "/extra.ko")) {
            rpm = new TestRpm(NEVRA).with(path, MODULE);
            ImageReference artifact = bench.kmodsArtifact("mimic", List.of(write()));
            assertRefused(run(artifact, built("mimic")), FailureKind.POLICY, "KMOD_FILE_OUTSIDE", path);
        }
    }

    @Test
    void shouldRefuseAModuleBuiltForAnotherKernel() throws Exception {
        rpm.with(EXTRA + "mimic/mimic.ko", TestModules.elf("vermagic=7.2.0-cachyos1 SMP preempt "));
        ImageReference artifact = bench.kmodsArtifact("mimic", List.of(write()));
        assertRefused(
                run(artifact, built("mimic")), FailureKind.UPSTREAM, "MODULE_OF_OTHER_KERNEL", "'7.2.0-cachyos1'");
        rpm = new TestRpm(NEVRA).with("/lib/modules/7.1.9/extra/mimic.ko", MODULE);
        assertRefused(
                run(bench.kmodsArtifact("mimic", List.of(write())), built("mimic")),
                FailureKind.UPSTREAM,
                "MODULE_OF_OTHER_KERNEL",
                "7.1.9");
    }

    @Test
    void shouldRefuseASymbolicLink() throws Exception {
        rpm.linking(EXTRA + "mimic/other.ko", "/etc/shadow");
        ImageReference artifact = bench.kmodsArtifact("mimic", List.of(write()));
        assertRefused(run(artifact, built("mimic")), FailureKind.UPSTREAM, "MODULE_NOT_REGULAR", "other.ko");
    }

    @Test
    void shouldRefuseAnArtifactOfAnotherKind() throws Exception {
        assertRefused(
                run(bench.snapshot(List.of(write())), built("mimic")),
                FailureKind.UPSTREAM,
                "KMODS_INVALID",
                "kmods.v1");
    }

    @Test
    void shouldFailAsPolicyWithoutAKey() throws Exception {
        Files.delete(directory.resolve("keys/mok.pem"));
        ImageReference artifact = bench.kmodsArtifact("mimic", List.of(write()));
        assertRefused(run(artifact, built("mimic")), FailureKind.POLICY, "SIGNING_KEY_MISSING", "mok.pem");
    }

    private Path write() throws Exception {
        return rpm.write(Files.createTempDirectory(directory, "rpms"), null);
    }

    private static KmodOutcome built(String name) {
        return new KmodOutcome(name, Status.BUILT, true, List.of(NEVRA + ".rpm"), List.of(name), "");
    }

    private Outcome run(ImageReference artifact, KmodOutcome... outcomes) throws Exception {
        SignKmodsStage stage = new SignKmodsStage(bench.keys(), bench.registry, new SignedLayer(bench.registry));
        int before = bench.registry.manifests();
        Outcome outcome = bench.run(stage, bench.built(artifact, outcomes));
        if (outcome instanceof Failed) {
            assertThat(bench.registry.manifests()).as("nothing was pushed").isEqualTo(before);
        }
        return outcome;
    }

    private static void assertRefused(Outcome outcome, FailureKind kind, String reason, String message) {
        assertThat(outcome).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.reason()).as(failed.message()).isEqualTo(reason);
            assertThat(failed.kind()).isEqualTo(kind);
            assertThat(failed.message()).contains(message);
        });
    }
}
