package io.kernelgraft.signer.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.PayloadSigned.Payload;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFile.ExistingSignatures;
import io.kernelgraft.contract.line.LineFile.PinnedKey;
import io.kernelgraft.contract.line.LineFile.SignedModules;
import io.kernelgraft.runtime.registry.Sha256;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Outcome.Failed;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.TestKeys;
import io.kernelgraft.signer.key.TestTokens;
import io.kernelgraft.signer.layer.SignedLayer;
import io.kernelgraft.signer.module.SignedModule;
import io.kernelgraft.signer.module.TestModules;
import io.kernelgraft.signer.testing.Bench;
import io.kernelgraft.signer.testing.TestRpm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZ;

class SignKernelStageTest {
    private static final String LIB = "/lib/modules/" + Bench.KVER + "/";
    private static final byte[] MODULE = TestModules.elf("license=GPL", "vermagic=" + Bench.KVER + " SMP ");
    private static final String CONFIG = "CONFIG_MODULE_SIG=y\nCONFIG_INTEGRITY_PLATFORM_KEYRING=y\n";

    @TempDir
    Path directory;

    private Bench bench;
    private TestRpm core;
    private TestRpm modules;

    @BeforeEach
    void release() throws Exception {
        bench = new Bench(directory);
        core = new TestRpm("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64")
                .with(LIB + "vmlinuz", TestKernels.bzImage(Bench.KVER + " (builder) #1"))
                .with(LIB + "config", CONFIG)
                .with(LIB + "modules.order", "kernel/fs/b.ko\n");
        modules = new TestRpm("kernel-cachyos-modules-7.2.0-cachyos1.fc44.x86_64")
                .with(LIB + "kernel/fs/b.ko", MODULE)
                .with(LIB + "kernel/fs/a/a.ko", MODULE)
                .with("/usr/share/doc/example.ko", "no module");
    }

    @Test
    void shouldSignVmlinuzAndEveryModule() throws Exception {
        // When
        PayloadSigned signed = Bench.signed(run(snapshot(Bench.COPR_KEY)));
        // Then
        Map<String, byte[]> files = bench.files(signed);
        assertThat(files.keySet())
                .containsExactly(
                        Bench.TREE + "kernel/fs/a/a.ko", Bench.TREE + "kernel/fs/b.ko", Bench.TREE + "vmlinuz");
        for (String module : List.of("kernel/fs/a/a.ko", "kernel/fs/b.ko")) {
            byte[] bytes = files.get(Bench.TREE + module);
            assertThat(bytes).startsWith(MODULE);
            SignedModule.verify(Bench.in(bytes), module, Bench.MOK.certificate());
        }
        Path vmlinuz = Files.write(directory.resolve("vmlinuz"), files.get(Bench.TREE + "vmlinuz"));
        ImageSignatures.read(vmlinuz).requireBy(Bench.MOK.certificate());
        assertThat(signed.payload()).isEqualTo(Payload.KERNEL);
        assertThat(signed.files()).isEqualTo(3);
        assertThat(signed.certificateSha256()).isEqualTo(Bench.MOK.certificateSha256());
        assertThat(signed.kmods()).isEmpty();
        assertThat(signed.kmodArtifact()).isNull();
    }

    @Test
    void shouldTellTheDigestOfEveryFileBeforeAndAfter() throws Exception {
        Map<String, byte[]> signed = bench.files(Bench.signed(run(snapshot(Bench.COPR_KEY))));
        String module = Bench.TREE + "kernel/fs/b.ko";
        assertThat(bench.contexts.getFirst().texts().get("signed-files.txt"))
                .contains(Sha256.of(MODULE).hex() + "  "
                        + Sha256.of(signed.get(module)).hex() + "  appended  " + module + "\n");
    }

    @Test
    void shouldSignVmlinuzWithBothKeysOfAnOverlapAndModulesWithTheNewOne() throws Exception {
        // Given
        SigningKey previous = TestKeys.rsa(2048, "CN=Example MOK of 2024");
        TestKeys.store(directory.resolve("keys"), "mok-2024", previous);
        bench.signing = new LineFile.Signing(
                "mok",
                TestKeys.pem(Bench.MOK.certificate()),
                new PinnedKey("mok-2024", TestKeys.pem(previous.certificate())),
                SignedModules.ALL,
                ExistingSignatures.KEEP);
        // When
        PayloadSigned signed = Bench.signed(run(snapshot(Bench.COPR_KEY)));
        // Then
        Map<String, byte[]> files = bench.files(signed);
        Path vmlinuz = Files.write(directory.resolve("vmlinuz"), files.get(Bench.TREE + "vmlinuz"));
        ImageSignatures.read(vmlinuz).requireBy(Bench.MOK.certificate());
        ImageSignatures.read(vmlinuz).requireBy(previous.certificate());
        SignedModule.verify(Bench.in(files.get(Bench.TREE + "kernel/fs/b.ko")), "b.ko", Bench.MOK.certificate());
        assertThat(signed.certificateSha256()).isEqualTo(Bench.MOK.certificateSha256());
    }

    @Test
    void shouldSignNothingWhenThePreviousKeyIsMissing() throws Exception {
        SigningKey previous = TestKeys.rsa(2048, "CN=Example MOK of 2024");
        bench.signing = new LineFile.Signing(
                "mok",
                TestKeys.pem(Bench.MOK.certificate()),
                new PinnedKey("mok-2024", TestKeys.pem(previous.certificate())),
                null,
                null);
        assertRefused(run(snapshot(Bench.COPR_KEY)), FailureKind.POLICY, "SIGNING_KEY_MISSING", "mok-2024.pem");
    }

    @Test
    void shouldLeaveTheKernelsOwnModulesAsTheyCameWhereTheLineSaysSo() throws Exception {
        // Given modules that the kernel's build has signed, and one of its packages' that is not of its tree
        byte[] theirs = TestModules.signed(MODULE, TestKeys.rsa(2048, "CN=Build time autogenerated kernel key"));
        byte[] packed = TestModules.xz(XZ.CHECK_CRC64, theirs);
        modules = new TestRpm("kernel-cachyos-modules-7.2.0-cachyos1.fc44.x86_64")
                .with(LIB + "kernel/fs/b.ko", theirs)
                .with(LIB + "kernel/fs/a/a.ko.xz", packed)
                .with(LIB + "updates/c.ko", MODULE);
        bench.signing = onlyOutOfTree();
        // When
        PayloadSigned signed = Bench.signed(run(snapshot(Bench.COPR_KEY)));
        // Then
        Map<String, byte[]> files = bench.files(signed);
        assertThat(files).hasSize(4).hasSize(signed.files());
        assertThat(files.get(Bench.TREE + "kernel/fs/b.ko")).isEqualTo(theirs);
        assertThat(files.get(Bench.TREE + "kernel/fs/a/a.ko.xz")).isEqualTo(packed);
        SignedModule.verify(Bench.in(files.get(Bench.TREE + "updates/c.ko")), "c.ko", Bench.MOK.certificate());
        assertThat(bench.contexts.getFirst().reported())
                .contains("1 of 1 modules signed", "3 of 3 modules checked")
                .doesNotContain("2 of 3 modules signed");
        assertThat(bench.contexts.getFirst().texts().get("signed-files.txt").lines())
                .map(line -> line.replaceFirst("^[0-9a-f]{64}  [0-9a-f]{64}  ", ""))
                .containsExactly(
                        "2 files signed with certificate sha256:" + Bench.MOK.certificateSha256()
                                + ", 2 left as they came; sha256 before, after, how, where",
                        "kept  " + Bench.TREE + "kernel/fs/a/a.ko.xz",
                        "kept  " + Bench.TREE + "kernel/fs/b.ko",
                        "appended  " + Bench.TREE + "updates/c.ko",
                        "authenticode  " + Bench.TREE + "vmlinuz");
    }

    @Test
    void shouldRefuseToLeaveModulesThatNobodySigned() throws Exception {
        bench.signing = onlyOutOfTree();
        assertRefused(
                run(snapshot(Bench.COPR_KEY)),
                FailureKind.UPSTREAM,
                "MODULE_NOT_SIGNED",
                "is to keep the signature of the kernel's build, but it does not end with the magic string");
    }

    @Test
    void shouldSignWithAKeyOnATokenAsWithTheSameKeyInAFile() throws Exception {
        assumeTrue(TestTokens.missing().isEmpty(), () -> TestTokens.missing().orElseThrow());
        // Given
        ImageReference snapshot = snapshot(Bench.COPR_KEY);
        PayloadSigned byFile = Bench.signed(run(snapshot));
        bench.config = bench.config.with("mok", TestTokens.all().store("bench", Bench.MOK));
        Files.delete(directory.resolve("keys/mok.key"));
        // When
        PayloadSigned byToken = Bench.signed(run(snapshot));
        // Then
        assertThat(byToken.layer()).isEqualTo(byFile.layer());
    }

    private static LineFile.Signing onlyOutOfTree() {
        return new LineFile.Signing(
                "mok", TestKeys.pem(Bench.MOK.certificate()), null, SignedModules.OUT_OF_TREE, ExistingSignatures.KEEP);
    }

    @Test
    void shouldTellHowFarItIsAndWhatItSigned() throws Exception {
        run(snapshot(Bench.COPR_KEY));
        assertThat(bench.contexts.getFirst().reported())
                .contains("1 of 2 modules signed", "2 of 2 modules signed", "2 of 2 modules checked");
        List<String> lines = bench.contexts
                .getFirst()
                .texts()
                .get("signed-files.txt")
                .lines()
                .toList();
        assertThat(lines.getFirst())
                .isEqualTo("3 files signed with certificate sha256:" + Bench.MOK.certificateSha256()
                        + "; sha256 before, after, how, where");
        assertThat(lines.subList(1, lines.size()))
                .extracting(line -> line.substring(2 * (64 + 2)))
                .containsExactly(
                        "appended  " + Bench.TREE + "kernel/fs/a/a.ko",
                        "appended  " + Bench.TREE + "kernel/fs/b.ko",
                        "authenticode  " + Bench.TREE + "vmlinuz");
    }

    @Test
    void shouldPushTheSameDigestAgain() throws Exception {
        ImageReference snapshot = snapshot(Bench.COPR_KEY);
        PayloadSigned first = Bench.signed(run(snapshot));
        PayloadSigned again = Bench.signed(run(snapshot));
        assertThat(again.layer()).isEqualTo(first.layer());
    }

    @Test
    void shouldFailAsPolicyAndPushNothingWithoutAKey() throws Exception {
        Files.delete(directory.resolve("keys/mok.key"));
        assertRefused(run(snapshot(Bench.COPR_KEY)), FailureKind.POLICY, "SIGNING_KEY_MISSING", "mok.key");
    }

    @Test
    void shouldRefusePackagesOfAnotherKeyAndUnsignedOnes() throws Exception {
        assertRefused(run(snapshot(TestRpm.openPgpKey())), FailureKind.POLICY, "RPM_WRONG_KEY", "kernel-cachyos-");
        assertRefused(run(snapshot(null)), FailureKind.POLICY, "RPM_UNSIGNED", "kernel-cachyos-");
    }

    @Test
    void shouldRefuseADamagedPackage() throws Exception {
        // Given
        List<Path> rpms = rpms(Bench.COPR_KEY);
        byte[] bytes = Files.readAllBytes(rpms.get(1));
        bytes[bytes.length - 40] ^= 1;
        Files.write(rpms.get(1), bytes);
        // Then
        assertRefused(
                run(bench.snapshot(rpms)),
                FailureKind.UPSTREAM,
                "RPM_DAMAGED",
                "kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64.rpm");
    }

    @Test
    void shouldRefuseASnapshotThatIsNotWhole() throws Exception {
        List<Path> rpms = rpms(Bench.COPR_KEY);
        assertRefused(
                run(bench.snapshot(rpms.subList(0, 2))),
                FailureKind.UPSTREAM,
                "SNAPSHOT_INCOMPLETE",
                "no package kernel-cachyos-modules");
        assertRefused(
                run(bench.kmodsArtifact("x", rpms)), FailureKind.UPSTREAM, "SNAPSHOT_INVALID", "kernel-snapshot.v1");
        Path renamed = Files.move(rpms.get(2), rpms.get(2).resolveSibling("evil.rpm"));
        assertRefused(
                run(bench.snapshot(List.of(rpms.get(0), rpms.get(1), renamed))),
                FailureKind.UPSTREAM,
                "SNAPSHOT_INVALID",
                "evil");
    }

    @Test
    void shouldRefuseAPackageUnderAnothersName() throws Exception {
        List<Path> rpms = rpms(Bench.COPR_KEY);
        Files.copy(rpms.get(0), rpms.get(2), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertRefused(
                run(bench.snapshot(rpms)),
                FailureKind.UPSTREAM,
                "SNAPSHOT_INVALID",
                "is the package kernel-cachyos-7.2.0-cachyos1.fc44.x86_64");
    }

    @Test
    void shouldRefuseAKernelThatTrustsNoMok() throws Exception {
        core.with(LIB + "config", "CONFIG_MODULE_SIG=y\n");
        assertRefused(
                run(snapshot(Bench.COPR_KEY)),
                FailureKind.UPSTREAM,
                "KERNEL_CONFIG",
                "CONFIG_INTEGRITY_MACHINE_KEYRING=y");
    }

    @Test
    void shouldRefuseAVmlinuzOfAnotherVersion() throws Exception {
        core.with(LIB + "vmlinuz", TestKernels.bzImage("7.1.9 (builder)"));
        assertRefused(run(snapshot(Bench.COPR_KEY)), FailureKind.UPSTREAM, "KERNEL_VERSION_MISMATCH", "'7.1.9'");
    }

    @Test
    void shouldRefuseModulesThatAreNotOnes() throws Exception {
        modules.with(LIB + "kernel/fs/b.ko", "#!/bin/sh\n");
        assertRefused(run(snapshot(Bench.COPR_KEY)), FailureKind.UPSTREAM, "MODULE_NOT_ELF", "kernel/fs/b.ko");
    }

    @Test
    void shouldRefuseASymbolicLinkWhereAModuleShouldBe() throws Exception {
        modules.linking(LIB + "weak-updates/c.ko", "/etc/shadow");
        assertRefused(run(snapshot(Bench.COPR_KEY)), FailureKind.UPSTREAM, "MODULE_NOT_REGULAR", "weak-updates/c.ko");
    }

    @Test
    void shouldRefuseModulesOfAnotherKernel() throws Exception {
        modules.with("/usr/lib/modules/7.1.9/kernel/c.ko.xz", MODULE);
        assertRefused(run(snapshot(Bench.COPR_KEY)), FailureKind.UPSTREAM, "MODULE_OF_OTHER_KERNEL", "7.1.9");
    }

    @Test
    void shouldRefuseAModuleThatComesTwice() throws Exception {
        core.with("/usr" + LIB + "kernel/fs/b.ko", MODULE);
        assertRefused(
                run(snapshot(Bench.COPR_KEY)), FailureKind.UPSTREAM, "MODULE_TWICE", Bench.TREE + "kernel/fs/b.ko");
    }

    @Test
    void shouldRefuseAModulePathWithOddCharacters() throws Exception {
        modules.with(LIB + "kernel/fs/b c.ko", MODULE);
        assertRefused(run(snapshot(Bench.COPR_KEY)), FailureKind.UPSTREAM, "MODULE_PATH", "b c.ko");
    }

    @Test
    void shouldRefuseAReleaseWithoutModules() throws Exception {
        modules = new TestRpm("kernel-cachyos-modules-7.2.0-cachyos1.fc44.x86_64").with("/usr/share/doc/x", "x");
        assertRefused(run(snapshot(Bench.COPR_KEY)), FailureKind.UPSTREAM, "KERNEL_INCOMPLETE", "module under");
    }

    private List<Path> rpms(PGPKeyPair key) throws Exception {
        Path rpms = Files.createTempDirectory(directory, "rpms");
        TestRpm meta = new TestRpm("kernel-cachyos-7.2.0-cachyos1.fc44.x86_64").with("/usr/share/doc/kernel", "");
        List<Path> written = new ArrayList<>();
        for (TestRpm rpm : List.of(meta, core, modules)) {
            written.add(rpm.write(rpms, key));
        }
        return written;
    }

    private ImageReference snapshot(PGPKeyPair key) throws Exception {
        return bench.snapshot(rpms(key));
    }

    private Outcome run(ImageReference snapshot) throws Exception {
        SignKernelStage stage = new SignKernelStage(bench.keys(), bench.registry, new SignedLayer(bench.registry));
        int before = bench.registry.manifests();
        Outcome outcome = bench.run(stage, bench.requested(snapshot));
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
