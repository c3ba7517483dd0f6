package io.kernelgraft.kernelbuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.lab.fault.LabFault;
import io.kernelgraft.lab.testing.Reproduces;
import io.kernelgraft.runtime.container.WorkingContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A candidate from a base in which everything is wrong that swap and seal have to cope with: made once, and each test looks
 * at it for what one fault would have done to it. Needs root.
 */
class SwapSealDespiteFaultsST {
    private static final LabFault[] FAULTS = {
        LabFault.BASE_SECOND_KERNEL,
        LabFault.BASE_DANGLING_ROOT,
        LabFault.BASE_HOST_ONLY,
        LabFault.BASE_HOOKS_FAIL,
        LabFault.BASE_KERNEL_INSTALL_LIES,
        LabFault.BASE_STRAY_BOOT_FILES,
        LabFault.BASE_AUTOREMOVE_BAIT
    };

    @TempDir
    static Path directory;

    private static KernelBuilderLab lab;
    private static FaultyInputs faults;
    private static Rebuild rebuild;
    private static CandidateSealed sealed;
    private static WorkingContainer candidate;
    private static WorkingContainer base;
    private static Path image;
    private static Path old;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(KernelBuilderLab.ASSETS.missing().isEmpty(), KernelBuilderLab.ASSETS::missing);
        lab = new KernelBuilderLab(directory);
        faults = new FaultyInputs(lab, directory);
        rebuild = faults.rebuild(FAULTS);
        ImageSwapped swapped = lab.swap(lab.context(rebuild, lab.line()));
        sealed = lab.seal(
                lab.context(rebuild, lab.line(), swapped, lab.signedKernel(rebuild), lab.signedKmods(rebuild)));
        TestContext looking = lab.context(rebuild, lab.line());
        candidate = lab.buildah().from(looking.tools(), sealed.candidate());
        image = candidate.mount().root();
        base = lab.buildah().from(looking.tools(), rebuild.base());
        old = base.mount().root();
    }

    @AfterAll
    static void stop() {
        Stream.of(candidate, base, faults, lab).filter(each -> each != null).forEach(each -> close(each));
    }

    private static void close(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Reproduces(
            rows = "H6",
            faults = LabFault.BASE_SECOND_KERNEL,
            stage = "swap",
            prevented = "one directory in /usr/lib/modules, no stock package in rpm's database")
    void shouldHaveOneKernelWhateverTheBaseHad() throws IOException {
        assertThat(names("usr/lib/modules")).containsExactly(lab.kver().value());
        assertThat(packages(old)).contains("kernel-core");
        assertThat(packages(image)).contains("kernel-cachyos-core").doesNotContainAnyElementsOf(KernelBuilderLab.STOCK);
    }

    @Test
    @Reproduces(
            rows = "F9",
            faults = LabFault.BASE_DANGLING_ROOT,
            stage = "seal",
            prevented = "the target of /root is there during dracut, mode 0700")
    void shouldMakeTheTargetOfRoot() throws IOException {
        assertThat(Files.exists(old.resolve("var/roothome"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(Files.readSymbolicLink(image.resolve("root"))).hasToString("var/roothome");
        assertThat(LabAssets.run(
                        "stat", "-c", "%a %F", image.resolve("var/roothome").toString()))
                .isEqualTo("700 directory\n");
    }

    @Test
    @Reproduces(
            rows = "H2",
            faults = LabFault.BASE_HOST_ONLY,
            stage = "seal",
            prevented =
                    "dm-crypt, btrfs and virtio_blk are in the initramfs, and the policy for later ones wins over the base's")
    void shouldMakeAGenericInitramfsNowAndLater() throws IOException {
        // Given
        assertThat(old.resolve("etc/dracut.conf.d/99-hostonly.conf")).content().contains("hostonly=\"yes\"");
        String initramfs = "/usr/lib/modules/" + lab.kver() + "/initramfs.img";

        // Then
        assertThat(inCandidate("lsinitrd", initramfs)).contains("/dm-crypt.ko", "/btrfs.ko", "/virtio_blk.ko");
        assertThat(inCandidate("dracut", "--printconfig", "--kver", lab.kver().value()))
                .contains("hostonly_cmdline=no");
        String sourced = "for file in /etc/dracut.conf.d/*; do . \"$file\"; done; echo \"$hostonly\"";
        assertThat(inCandidate("bash", "-c", sourced)).isEqualTo("no\n");
    }

    @Test
    @Reproduces(
            rows = {"H12", "F1"},
            faults = LabFault.BASE_HOOKS_FAIL,
            stage = "swap",
            prevented =
                    "hooks are neutral while packages come and go, and the base's byte for byte in the result; modules.dep is there")
    void shouldNotRunTheHooksAndShipThemAsTheyWere() throws IOException {
        for (String hook : List.of("05-rpmostree.install", "50-dracut.install", "90-loaderentry.install")) {
            Path path = Path.of("usr/lib/kernel/install.d").resolve(hook);
            assertThat(Files.mismatch(image.resolve(path), old.resolve(path)))
                    .as(hook)
                    .isEqualTo(-1);
        }
        assertThat(image.resolve("usr/lib/kernel/install.d/50-dracut.install"))
                .content()
                .contains("was run");
        assertThat(image.resolve("usr/lib/modules/" + lab.kver() + "/modules.dep"))
                .content()
                .contains("kernel/fs/btrfs/btrfs.ko");
    }

    @Test
    @Reproduces(
            rows = "F13",
            faults = LabFault.BASE_KERNEL_INSTALL_LIES,
            stage = "swap",
            prevented = "kernel-install is not run, though scriptlets call it")
    void shouldNotRunKernelInstall() {
        assertThat(old.resolve("usr/bin/kernel-install")).content().contains("kernel-install-was-run");
        assertThat(image.resolve("usr/share/kernel-install-was-run")).doesNotExist();
    }

    @Test
    @Reproduces(
            rows = "H3",
            faults = LabFault.BASE_STRAY_BOOT_FILES,
            stage = "seal",
            prevented = "/boot is empty, the initramfs is beside its kernel")
    void shouldHaveAnEmptyBoot() throws IOException {
        assertThat(Files.exists(old.resolve("boot/initramfs-6.6.6-stray.img"))).isTrue();
        assertThat(names("boot")).isEmpty();
        assertThat(image.resolve("usr/lib/modules/" + lab.kver() + "/initramfs.img"))
                .isRegularFile();
    }

    @Test
    @Reproduces(
            rows = "H10",
            faults = LabFault.BASE_AUTOREMOVE_BAIT,
            stage = "swap",
            prevented = "what autoremove would take is still installed, and so is the kernel")
    void shouldKeepWhatAutoremoveWouldTake() {
        assertThat(inCandidate("dnf", "--cacheonly", "--assumeno", "autoremove"))
                .contains("akmod-dm-writeboost");
        assertThat(packages(image)).contains("akmod-dm-writeboost", "kernel-cachyos-core", "kernel-cachyos-modules");
    }

    @Test
    @Reproduces(
            rows = {"H5", "F32", "F73"},
            stage = "seal",
            prevented = "every label that describes the content is written anew, with the base's digest")
    void shouldWriteEveryLabelAnew() {
        JsonNode labels = labels(sealed.candidate());
        JsonNode inherited = labels(rebuild.base());
        assertThat(inherited.path("ostree.linux").asText())
                .isNotEmpty()
                .isNotEqualTo(lab.kver().value());
        assertThat(labels.path("ostree.linux").asText()).isEqualTo(lab.kver().value());
        assertThat(labels.path("ostree.bootable").asText()).isEqualTo("true");
        assertThat(labels.path("containers.bootc").asText()).isEqualTo("1");
        assertThat(labels.path("org.opencontainers.image.created").asText())
                .isEqualTo(rebuild.requestedAt().toString());
        assertThat(labels.path("org.opencontainers.image.base.digest").asText())
                .isEqualTo(rebuild.base().pinned().value());
    }

    private static JsonNode labels(ImageReference of) {
        return lab.registry().config(lab.registry().manifest(of)).at("/config/Labels");
    }

    @Test
    @Reproduces(
            rows = "F40",
            stage = "seal",
            prevented = "the digest is the registry's own for what was pushed, the base's layers in it as they were")
    void shouldNameTheDigestThatWasPushed() {
        assertThat(lab.registry()
                        .resolve(ImageReference.parse(lab.host() + "/lab/os").withTag("candidate-" + rebuild.id())))
                .contains(sealed.candidate().pinned());
        List<?> layers = lab.registry().manifest(sealed.candidate()).layers();
        List<?> ofBase = lab.registry().manifest(rebuild.base()).layers();
        assertThat(layers.subList(0, ofBase.size())).isEqualTo(ofBase);
    }

    private static List<String> names(String directory) throws IOException {
        try (Stream<Path> files = Files.list(image.resolve(directory))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> packages(Path root) {
        return LabAssets.run("chroot", root.toString(), "rpm", "-qa", "--queryformat", "%{NAME}\\n")
                .lines()
                .toList();
    }

    /** Whatever the program's exit code: dnf has one for what it was not allowed to do. */
    private static String inCandidate(String... argv) {
        String[] command = Stream.concat(
                        Stream.of("sh", "-c", "chroot \"$@\" 2>&1; true", "sh", image.toString()), Stream.of(argv))
                .toArray(String[]::new);
        return LabAssets.run(command);
    }
}
