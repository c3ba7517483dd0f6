package io.kernelgraft.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kernelgraft.contract.event.CheckResult;
import io.kernelgraft.contract.event.CheckResult.Status;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFile.ExistingSignatures;
import io.kernelgraft.contract.line.LineFile.SignedModules;
import io.kernelgraft.lab.testing.Reproduces;
import io.kernelgraft.verifier.compression.Decompression;
import io.kernelgraft.verifier.image.ImageReader;
import io.kernelgraft.verifier.image.ImageView;
import io.kernelgraft.verifier.testing.Compressed;
import io.kernelgraft.verifier.testing.ImageRegistry;
import io.kernelgraft.verifier.testing.Initramfs;
import io.kernelgraft.verifier.testing.Kernels;
import io.kernelgraft.verifier.testing.Key;
import io.kernelgraft.verifier.testing.SampleImage;
import io.kernelgraft.verifier.testing.SampleLine;
import io.kernelgraft.verifier.testing.Silent;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZ;

/** Each check passes on a good image and fails on one that is broken in just its way. */
class StaticChecksTest {
    private static final Key STRANGER = Key.named("Stranger");
    private static final String OTHER = "7.1.0-200.fc44.x86_64";

    private static final Key PREVIOUS = Key.named("Line of 2024");

    @TempDir
    Path dir;

    private LineFile.Signing signing = new LineFile.Signing("mok", SampleImage.MOK.pem());
    private List<X509Certificate> certificates = List.of(SampleImage.MOK.certificate());

    @Test
    void shouldPassAGoodImage() {
        Report report = examine(new SampleImage());

        assertThat(report.results())
                .allSatisfy(result ->
                        assertThat(result.status()).as(result.toString()).isEqualTo(Status.PASS))
                .extracting(CheckResult::id)
                .containsExactly(
                        "one-kernel",
                        "kernel-version-string",
                        "label-is-kernel",
                        "labels-of-base",
                        "initramfs-at-its-path",
                        "initramfs-has-ostree",
                        "initramfs-drivers",
                        "initramfs-size",
                        "vmlinuz-signed",
                        "modules-signed",
                        "modules-decompress",
                        "kmods-for-kernel",
                        "no-repo-left");
        assertThat(report.rejection()).isEmpty();
    }

    @Test
    @Reproduces(rows = "H6", stage = "verify", kind = FailureKind.REJECTED, reason = "NOT_ONE_KERNEL")
    void shouldRejectWhenTheStockKernelsDirectoryIsLeft() {
        assertRejected(
                new SampleImage().file("usr/lib/modules/" + OTHER + "/modules.dep", ""),
                "NOT_ONE_KERNEL",
                "one-kernel: /usr/lib/modules holds [" + OTHER + ", " + SampleImage.KVER + "], expected ["
                        + SampleImage.KVER + "]");
    }

    @Test
    void shouldRejectWhenVmlinuzIsMissing() {
        Report report = examine(new SampleImage().withoutKernelFile("vmlinuz"));

        assertThat(report.rejection()).contains("NOT_ONE_KERNEL");
        assertThat(failing(report)).containsExactly("one-kernel", "kernel-version-string", "vmlinuz-signed");
    }

    @Test
    @Reproduces(rows = "F53", stage = "verify", kind = FailureKind.REJECTED, reason = "KERNEL_VERSION_DIFFERS")
    void shouldRejectWhenVmlinuzIsAnotherKernel() {
        assertRejected(
                new SampleImage().kernelFile("vmlinuz", SampleImage.MOK.signKernel(Kernels.bzImage(OTHER))),
                "KERNEL_VERSION_DIFFERS",
                "kernel-version-string: vmlinuz is '" + OTHER + "', expected '" + SampleImage.KVER + "'");
    }

    @Test
    @Reproduces(rows = "H5", stage = "verify", kind = FailureKind.REJECTED, reason = "LABEL_IS_NOT_KERNEL")
    void shouldRejectWhenTheLabelIsInheritedFromTheBase() {
        assertRejected(
                new SampleImage().label("ostree.linux", OTHER),
                "LABEL_IS_NOT_KERNEL",
                "label-is-kernel: ostree.linux is '" + OTHER + "', /usr/lib/modules holds [" + SampleImage.KVER + "]");
    }

    @Test
    void shouldRejectWhenTheLabelIsLost() {
        assertRejected(
                new SampleImage().withoutLabel("ostree.linux"),
                "LABEL_IS_NOT_KERNEL",
                "label-is-kernel: there is no label ostree.linux");
    }

    @Test
    @Reproduces(
            rows = {"F32", "F73"},
            stage = "verify",
            kind = FailureKind.REJECTED,
            reason = "LABELS_WRONG")
    void shouldRejectWhenTheBasesDigestIsNotLabelled() {
        assertRejected(
                new SampleImage()
                        .withoutLabel("org.opencontainers.image.base.digest")
                        .label("ostree.bootable", "no"),
                "LABELS_WRONG",
                "labels-of-base: org.opencontainers.image.base.digest is not there, expected '"
                        + SampleImage.BASE.pinned() + "'; ostree.bootable is 'no', expected 'true'");
    }

    @Test
    @Reproduces(rows = "H3", stage = "verify", kind = FailureKind.REJECTED, reason = "INITRAMFS_NOT_AT_ITS_PATH")
    void shouldRejectWhenTheInitramfsIsInBoot() {
        SampleImage image = new SampleImage()
                .withoutKernelFile("initramfs.img")
                .file("boot/initramfs-" + SampleImage.KVER + ".img", "an initramfs");

        Report report = examine(image);

        assertThat(report.rejection()).contains("INITRAMFS_NOT_AT_ITS_PATH");
        assertThat(report.failures())
                .contains("/boot is not empty: boot/initramfs-" + SampleImage.KVER + ".img")
                .contains("there is no /usr/lib/modules/" + SampleImage.KVER + "/initramfs.img");
    }

    @Test
    void shouldRejectWhenOthersMayReadTheInitramfs() {
        byte[] initramfs = SampleImage.goodInitramfs().behindMicrocode(Decompression.ZSTD, 1 << 20);
        String path = "usr/lib/modules/" + SampleImage.KVER + "/initramfs.img";

        assertRejected(
                new SampleImage().file(path, 0644, initramfs),
                "INITRAMFS_NOT_AT_ITS_PATH",
                "initramfs-at-its-path: /" + path + " has mode 644, expected 600");
    }

    @Test
    @Reproduces(rows = "H4", stage = "verify", kind = FailureKind.REJECTED, reason = "INITRAMFS_LACKS_OSTREE")
    void shouldRejectWhenInitramfsLacksOstree() {
        String modules = "usr/lib/modules/" + SampleImage.KVER + "/kernel/";
        Initramfs withoutOstree = new Initramfs()
                .file(modules + "drivers/md/dm-crypt.ko.xz", "a module")
                .file(modules + "fs/btrfs/btrfs.ko.xz", "a module");

        assertRejected(
                new SampleImage().initramfs(withoutOstree),
                "INITRAMFS_LACKS_OSTREE",
                "initramfs-has-ostree: none of the 5 entries is ostree-prepare-root");
    }

    @Test
    @Reproduces(
            rows = {"H2", "F10"},
            stage = "verify",
            kind = FailureKind.REJECTED,
            reason = "INITRAMFS_LACKS_DRIVER")
    void shouldRejectWhenTheInitramfsLacksADriver() {
        // Given a host-only initramfs, and a driver of another kernel's, which is of no use
        Initramfs hostOnly = new Initramfs()
                .file("usr/lib/ostree/ostree-prepare-root", "an ELF file")
                .file("usr/lib/modules/" + OTHER + "/kernel/drivers/md/dm-crypt.ko.xz", "a module");

        assertRejected(
                new SampleImage().initramfs(hostOnly),
                "INITRAMFS_LACKS_DRIVER",
                "initramfs-drivers: neither in the archive (0 modules) nor built in: dm_crypt, btrfs");
    }

    @Test
    @Reproduces(
            rows = {"H2", "F14"},
            stage = "verify",
            kind = FailureKind.REJECTED,
            reason = "INITRAMFS_SIZE")
    void shouldRejectAnInitramfsOutsideTheLinesSize() {
        byte[] small = SampleImage.goodInitramfs().compressed(Decompression.ZSTD);
        String path = "usr/lib/modules/" + SampleImage.KVER + "/initramfs.img";

        assertRejected(
                new SampleImage().file(path, 0600, small),
                "INITRAMFS_SIZE",
                "initramfs-size: 0.0 MiB, the line allows 1 to 2 MiB");
        assertRejected(
                new SampleImage()
                        .file(path, 0600, SampleImage.goodInitramfs().behindMicrocode(Decompression.ZSTD, 3 << 20)),
                "INITRAMFS_SIZE",
                "initramfs-size: 3.0 MiB, the line allows 1 to 2 MiB");
    }

    @Test
    void shouldRejectWhatIsNoInitramfs() {
        String path = "usr/lib/modules/" + SampleImage.KVER + "/initramfs.img";

        Report report =
                examine(new SampleImage().file(path, 0600, "x".repeat(1 << 20).getBytes()));

        assertThat(report.rejection()).contains("INITRAMFS_LACKS_OSTREE");
        assertThat(report.failures())
                .contains("/" + path + " is no initramfs: neither cpio nor gzip, xz or zstd: begins with 787878787878");
    }

    @Test
    @Reproduces(rows = "F21", stage = "verify", kind = FailureKind.REJECTED, reason = "VMLINUZ_NOT_SIGNED")
    void shouldRejectAnUnsignedVmlinuz() {
        assertRejected(
                new SampleImage().kernelFile("vmlinuz", Kernels.bzImage(SampleImage.KVER)),
                "VMLINUZ_NOT_SIGNED",
                "vmlinuz-signed: no signature by the line's certificate (CN=Line); signed by nobody");
    }

    @Test
    @Reproduces(rows = "F21", stage = "verify", kind = FailureKind.REJECTED, reason = "VMLINUZ_NOT_SIGNED")
    void shouldRejectAVmlinuzThatAStrangerSigned() {
        assertRejected(
                new SampleImage().kernelFile("vmlinuz", STRANGER.signKernel(Kernels.bzImage(SampleImage.KVER))),
                "VMLINUZ_NOT_SIGNED",
                "vmlinuz-signed: no signature by the line's certificate (CN=Line); signed by CN=Stranger");
    }

    @Test
    @Reproduces(rows = "F24", stage = "verify", kind = FailureKind.REJECTED, reason = "MODULE_NOT_SIGNED")
    void shouldRejectAnOutOfTreeModuleThatIsNotSigned() {
        byte[] unsigned = Compressed.with(Decompression.XZ, Kernels.module("vermagic=" + SampleImage.KVER + " SMP "));

        assertRejected(
                new SampleImage().kernelFile("extra/vpoll/vpoll.ko.xz", unsigned),
                "MODULE_NOT_SIGNED",
                "modules-signed: 1 of 2 modules: usr/lib/modules/" + SampleImage.KVER
                        + "/extra/vpoll/vpoll.ko.xz: not signed");
    }

    @Test
    void shouldRejectAModuleTheKernelCannotDecompress() {
        byte[] signed = SampleImage.MOK.signModule(Kernels.module("vermagic=" + SampleImage.KVER + " SMP "));

        assertRejected(
                new SampleImage().kernelFile("extra/vpoll/vpoll.ko.xz", Compressed.xz(signed, XZ.CHECK_CRC64)),
                "MODULE_NOT_DECOMPRESSIBLE",
                "modules-decompress: usr/lib/modules/" + SampleImage.KVER
                        + "/extra/vpoll/vpoll.ko.xz: xz check 4, expected 1 (CRC32)");
    }

    @Test
    void shouldRejectAKmodThatWasBuiltForAnotherKernel() {
        assertRejected(
                new SampleImage().kernelFile("extra/vpoll/vpoll.ko.xz", SampleImage.signedModule(OTHER)),
                "KMOD_FOR_OTHER_KERNEL",
                "kmods-for-kernel: usr/lib/modules/" + SampleImage.KVER + "/extra/vpoll/vpoll.ko.xz: vermagic says '"
                        + OTHER + "', expected '" + SampleImage.KVER + "'");
    }

    @Test
    void shouldSkipTheKmodsCheckWhereThereAreNone() {
        Report report = examine(new SampleImage().withoutKernelFile("extra/vpoll/vpoll.ko.xz"));

        assertThat(report.rejection()).isEmpty();
        assertThat(report.results())
                .filteredOn(result -> result.status() == Status.SKIPPED)
                .extracting(CheckResult::id, CheckResult::detail)
                .containsExactly(tuple("kmods-for-kernel", "no module under extra/"));
    }

    @Test
    @Reproduces(rows = "H11", stage = "verify", kind = FailureKind.REJECTED, reason = "REPOSITORY_LEFT")
    void shouldRejectARepositoryThatIsStillEnabled() {
        assertRejected(
                new SampleImage()
                        .file(
                                "etc/yum.repos.d/_copr.repo",
                                "[copr:example:kernel]\nname=x\n\n[quiet]\nenabled=False\n"),
                "REPOSITORY_LEFT",
                "no-repo-left: enabled: [copr:example:kernel] in /etc/yum.repos.d/_copr.repo");
    }

    @Test
    void shouldWantBothSignaturesWhileMachinesChangeOver() {
        // Given
        certificates = List.of(SampleImage.MOK.certificate(), PREVIOUS.certificate());
        byte[] once = SampleImage.MOK.signKernel(Kernels.bzImage(SampleImage.KVER));
        byte[] both = PREVIOUS.signKernel(once);

        // Then
        assertThat(examine(new SampleImage().kernelFile("vmlinuz", both)).rejection())
                .isEmpty();
        assertRejected(
                new SampleImage().kernelFile("vmlinuz", once),
                "VMLINUZ_NOT_SIGNED",
                "vmlinuz-signed: no signature by the line's certificate (CN=Line of 2024); signed by CN=Line");
        assertRejected(
                new SampleImage().kernelFile("vmlinuz", PREVIOUS.signKernel(Kernels.bzImage(SampleImage.KVER))),
                "VMLINUZ_NOT_SIGNED",
                "vmlinuz-signed: no signature by the line's certificate (CN=Line); signed by CN=Line of 2024");
    }

    @Test
    void shouldWantModulesOfTheNewKeyWhileMachinesChangeOver() {
        certificates = List.of(SampleImage.MOK.certificate(), PREVIOUS.certificate());
        byte[] vmlinuz = PREVIOUS.signKernel(SampleImage.MOK.signKernel(Kernels.bzImage(SampleImage.KVER)));
        byte[] old = PREVIOUS.signModule(Kernels.module("vermagic=" + SampleImage.KVER + " SMP "));

        Report report = examine(new SampleImage().kernelFile("vmlinuz", vmlinuz).kernelFile("extra/old.ko", old));

        assertThat(report.rejection()).contains("MODULE_NOT_SIGNED");
        assertThat(report.failures()).contains("extra/old.ko: signed by CN=Line of 2024");
    }

    @Test
    void shouldRejectAForeignSignatureThatTheLineWantsStripped() {
        signing = new LineFile.Signing("mok", SampleImage.MOK.pem(), null, null, ExistingSignatures.STRIP);

        assertThat(examine(new SampleImage()).rejection()).isEmpty();
        assertRejected(
                new SampleImage()
                        .kernelFile(
                                "vmlinuz",
                                SampleImage.MOK.signKernel(STRANGER.signKernel(Kernels.bzImage(SampleImage.KVER)))),
                "VMLINUZ_NOT_SIGNED",
                "vmlinuz-signed: the line wants existing signatures stripped; signed by CN=Stranger; CN=Line");
    }

    @Test
    void shouldLeaveTheKernelsOwnModulesTheirSignatureWhereTheLineDoes() {
        // Given
        signing = new LineFile.Signing("mok", SampleImage.MOK.pem(), null, SignedModules.OUT_OF_TREE, null);
        byte[] module = Kernels.module("vermagic=" + SampleImage.KVER + " SMP ");
        byte[] theirs = STRANGER.signModule(module);

        // Then
        assertThat(examine(new SampleImage().kernelFile("kernel/fs/btrfs/btrfs.ko", theirs))
                        .results())
                .extracting(CheckResult::id, CheckResult::status, CheckResult::detail)
                .contains(tuple("modules-signed", Status.PASS, "3 modules, 2 of them by the kernel's own build"));
        assertRejected(
                new SampleImage().kernelFile("kernel/fs/btrfs/btrfs.ko", module),
                "MODULE_NOT_SIGNED",
                "modules-signed: 1 of 3 modules: usr/lib/modules/" + SampleImage.KVER
                        + "/kernel/fs/btrfs/btrfs.ko: not signed");
        assertRejected(
                new SampleImage().kernelFile("extra/vpoll/vpoll.ko", theirs),
                "MODULE_NOT_SIGNED",
                "modules-signed: 1 of 3 modules: usr/lib/modules/" + SampleImage.KVER
                        + "/extra/vpoll/vpoll.ko: signed by CN=Stranger serial "
                        + STRANGER.certificate().getSerialNumber().toString(16) + ", not by the line's certificate");
    }

    private void assertRejected(SampleImage image, String reason, String failures) {
        Report report = examine(image);

        assertThat(report.failures()).isEqualTo(failures);
        assertThat(report.rejection()).contains(reason);
    }

    private static List<String> failing(Report report) {
        return report.results().stream()
                .filter(result -> result.status() == Status.FAIL)
                .map(CheckResult::id)
                .toList();
    }

    private Report examine(SampleImage sample) {
        ImageRegistry registry =
                new ImageRegistry(sample.labels(), sample.layer().tar());
        ImageView image = new ImageReader(registry)
                .read(
                        ImageRegistry.IMAGE,
                        Candidate.WANTED,
                        dir.resolve(Long.toString(System.nanoTime())),
                        Silent.PROGRESS);
        LineFile line = SampleLine.line(
                signing,
                new LineFile.Initramfs(List.of("dm_crypt", "btrfs", "virtio-blk"), 1, 2),
                new LineFile.BootTest(2048, 2, 60, 60));
        return new StaticChecks(List.of(Pattern.compile("fedora.*")))
                .examine(
                        new Candidate(
                                image, SampleLine.rebuild(SampleImage.KVER, SampleImage.BASE), line, certificates),
                        Silent.PROGRESS);
    }
}
