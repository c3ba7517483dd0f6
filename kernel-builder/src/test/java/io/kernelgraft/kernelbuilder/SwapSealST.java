package io.kernelgraft.kernelbuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Swap and seal with the image's own dnf, rpm, depmod and dracut, on the lab's base and kernels; needs root. */
class SwapSealST {
    @TempDir
    static Path directory;

    private static KernelBuilderLab lab;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(KernelBuilderLab.ASSETS.missing().isEmpty(), KernelBuilderLab.ASSETS::missing);
        lab = new KernelBuilderLab(directory);
    }

    @AfterAll
    static void stop() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void shouldSwapAndSealTheLabsBase() throws Exception {
        // Given
        Rebuild rebuild = lab.rebuild();
        TestContext swapping = lab.context(rebuild, lab.line());
        PayloadSigned signedKernel = lab.signedKernel(rebuild);
        PayloadSigned signedKmods = lab.signedKmods(rebuild);

        // When
        ImageSwapped swapped = lab.swap(swapping);
        TestContext sealing = lab.context(rebuild, lab.line(), swapped, signedKernel, signedKmods);
        CandidateSealed sealed = lab.seal(sealing);

        // Then
        assertThat(sealed.candidate().name()).isEqualTo(lab.host() + "/lab/os");
        assertThat(lab.registry().resolve(ImageReference.parse(lab.host() + "/lab/os:candidate-rb-0011223344556677")))
                .contains(sealed.candidate().pinned());
        assertThat(sealed.kmods()).isEqualTo(signedKmods.kmods());
        JsonNode config = lab.registry().config(lab.registry().manifest(sealed.candidate()));
        assertThat(config.path("created").asText()).isEqualTo("2026-11-23T03:00:00Z");
        assertLabels(config.at("/config/Labels"));
        assertImage(sealed.candidate());
        assertThat(swapping.progress.reported)
                .anyMatch(line -> line.matches("dnf install: Installing kernel-cachyos-modules.* \\d/\\d"));
        assertThat(sealing.progress.reported).contains("dracut: Including module: ostree");
        assertThat(sealing.evidence("packages.diff"))
                .contains("+ kernel-cachyos-core-7.2.12", "- kernel-core-6.12", "+ kmod-copied-1-1.0-1.x86_64");
        assertThat(Files.readString(sealing.workspace().resolve("sbom.cdx.json")))
                .contains("pkg:rpm/", "kernel-cachyos-core");
        assertThat(sealing.evidence("seal.containerfile")).contains(" --zstd --compress-level 9 --no-hostonly ");
        assertANewKeyLeavesTheSwapAsItWas(rebuild, swapped);
    }

    private static void assertANewKeyLeavesTheSwapAsItWas(Rebuild rebuild, ImageSwapped swapped) throws Exception {
        LineFile line = lab.line();
        LineFile withNewKey = new LineFile(
                line.name(),
                line.base(),
                line.artifacts(),
                line.kernel(),
                line.swap(),
                line.userland(),
                line.kmods(),
                new LineFile.Signing("another-key", line.signing().certificate()),
                line.machine(),
                line.initramfs(),
                line.bootTest(),
                line.promotion());
        TestContext again = lab.context(rebuild, withNewKey);
        assertThat(lab.swapUnlessKnown(again)).isEqualTo(swapped);
        assertThat(again.progress.reported).containsExactly("swapped before, with the same inputs");
        assertThat(again.evidence("swapped-before.txt"))
                .isEqualTo("the recipe and its logs: evidence-rb-0011223344556677-swap-1\n");
    }

    private static void assertLabels(JsonNode labels) {
        assertThat(labels.path("ostree.linux").asText()).isEqualTo(lab.kver().value());
        assertThat(labels.path("ostree.bootable").asText()).isEqualTo("true");
        assertThat(labels.path("containers.bootc").asText()).isEqualTo("1");
        assertThat(labels.path("org.opencontainers.image.base.digest").asText())
                .isEqualTo(lab.base().pinned().value());
        assertThat(labels.path("org.opencontainers.image.created").asText()).isEqualTo("2026-11-23T03:00:00Z");
        assertThat(labels.path("org.opencontainers.image.version").asText()).endsWith("+7.2.12-cachyos1.fc44");
        assertThat(labels.path("io.kernelgraft.kmods").asText()).isEqualTo("copied");
        assertThat(labels.path("io.kernelgraft.kmods.missing").asText()).isEqualTo("v4l2loopback=failed");
    }

    private static void assertImage(ImageReference candidate) throws Exception {
        TestContext looking = lab.context(lab.rebuild(), lab.line());
        try (var now = lab.buildah().from(looking.tools(), candidate);
                var then = lab.buildah().from(looking.tools(), lab.base())) {
            Path image = now.mount().root();
            Path old = then.mount().root();
            Kver kver = lab.kver();
            Path modules = image.resolve("usr/lib/modules").resolve(kver.value());
            assertThat(names(image.resolve("usr/lib/modules"))).containsExactly(kver.value());
            assertThat(names(image.resolve("boot"))).isEmpty();
            assertThat(names(image.resolve("etc/yum.repos.d"))).isEqualTo(names(old.resolve("etc/yum.repos.d")));
            assertThat(Files.readAllBytes(modules.resolve("vmlinuz"))).endsWith(SignedPayloads.MARK);
            assertThat(Files.readString(modules.resolve("modules.dep"))).contains("extra/copied/copied.ko.xz");
            assertThat(modules.resolve("initramfs.img")).isRegularFile();
            assertThat(LabAssets.run(
                            "stat",
                            "-c",
                            "%a %u",
                            modules.resolve("initramfs.img").toString()))
                    .isEqualTo("600 0\n");
            assertThat(image.resolve("etc/dracut.conf.d/zz-kernelgraft-no-hostonly.conf"))
                    .content()
                    .contains("hostonly=\"no\"");
            for (String hook : names(old.resolve("usr/lib/kernel/install.d"))) {
                Path path = Path.of("usr/lib/kernel/install.d").resolve(hook);
                assertThat(Files.mismatch(image.resolve(path), old.resolve(path)))
                        .as(hook)
                        .isEqualTo(-1);
            }
            for (String littered : List.of("run", "tmp", "var/tmp", "var/cache", "var/log", "var/lib")) {
                assertThat(names(image.resolve(littered))).as(littered).isEqualTo(names(old.resolve(littered)));
            }
            assertThat(LabAssets.run(
                            "chroot",
                            image.toString(),
                            "lsinitrd",
                            modules.toString().substring(image.toString().length()) + "/initramfs.img"))
                    .contains("ostree-prepare-root", "virtio_blk", "btrfs", "dm-crypt");
        }
    }

    private static List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldRefuseWhenAPackageGoesThatTheLineDoesNotName() throws Exception {
        // Given: kernel-modules-extra depends on kernel-modules-core and goes with it
        List<String> withoutExtra = KernelBuilderLab.STOCK.stream()
                .filter(name -> !name.endsWith("-extra"))
                .toList();

        // When, Then
        LineFile line = KernelBuilderLab.ASSETS.line(lab.base(), withoutExtra);
        assertThatThrownBy(() -> lab.swap(lab.context(lab.rebuild(), line)))
                .isInstanceOf(StageFailure.class)
                .hasMessageContaining("missing: kernel-modules-extra-6.12")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.REJECTED, "UNPLANNED_PACKAGE_CHANGE");
    }

    @Test
    void shouldRefuseASnapshotThatHoldsAnotherKernel() throws Exception {
        // Given
        Rebuild rebuild = lab.rebuild();
        Rebuild other = new Rebuild(
                rebuild.id(),
                rebuild.line(),
                rebuild.lineSha256(),
                rebuild.base(),
                rebuild.baseName(),
                rebuild.kernel(),
                new Kver("9.9.9"),
                rebuild.snapshot(),
                rebuild.userland(),
                rebuild.requestedAt());

        // When, Then
        assertThatThrownBy(() -> lab.swap(lab.context(other, lab.line())))
                .hasMessageContaining("expected 9.9.9 in kernel-cachyos-core-7.2.12")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.UPSTREAM, "SNAPSHOT_INCOMPLETE");
    }
}
