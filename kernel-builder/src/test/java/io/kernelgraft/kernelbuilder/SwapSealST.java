package io.kernelgraft.kernelbuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.kernelbuilder.seal.SealStage;
import io.kernelgraft.kernelbuilder.swap.SwapStage;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.container.BuildahConfig;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.HttpRegistry;
import io.kernelgraft.runtime.registry.RegistryConfig;
import io.kernelgraft.runtime.rpm.KernelRpms;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.StageFailure;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Swap and seal with the image's own dnf, rpm, depmod and dracut, on the lab's base and kernels; needs root. */
class SwapSealST {
    private static final LabAssets ASSETS = LabAssets.find();
    private static final List<String> STOCK = List.of(
            "kernel", "kernel-core", "kernel-modules", "kernel-modules-core", "kernel-modules-extra", "kernel-devel");

    @TempDir
    static Path directory;

    private static RegistryProcess process;
    private static HttpRegistry registry;
    private static Buildah buildah;
    private static KernelBuilderConfig config;
    private static ImageReference base;
    private static Rebuild rebuild;
    private static List<Path> rpms;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(ASSETS.missing().isEmpty(), ASSETS::missing);
        process = RegistryProcess.start(directory.resolve("registry"));
        SmallRyeConfig all = new SmallRyeConfigBuilder()
                .withMapping(RegistryConfig.class)
                .withMapping(BuildahConfig.class)
                .withMapping(KernelBuilderConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValue("kernelgraft.registry.plain-http", process.host())
                .withDefaultValue(
                        "kernelgraft.buildah.storage",
                        directory.resolve("storage").toString())
                .build();
        registry = new HttpRegistry(all.getConfigMapping(RegistryConfig.class));
        buildah = new Buildah(all.getConfigMapping(BuildahConfig.class), Optional.of(List.of(process.host())));
        config = all.getConfigMapping(KernelBuilderConfig.class);
        base = ASSETS.pushBase(ImageReference.parse(process.host() + "/lab/base"), directory);
        rpms = ASSETS.kernel("7.2");
        rebuild = rebuild();
    }

    @AfterAll
    static void stop() {
        if (process != null) {
            LabAssets.run(
                    "buildah",
                    "--root",
                    directory.resolve("storage/root").toString(),
                    "--runroot",
                    directory.resolve("storage/run").toString(),
                    "--storage-driver",
                    "overlay",
                    "rmi",
                    "--all",
                    "--force");
            registry.close();
            process.close();
        }
    }

    private static Rebuild rebuild() throws IOException {
        ImageReference artifacts = ImageReference.parse(process.host() + "/lab/artifacts");
        List<Descriptor> layers = new ArrayList<>();
        List<RpmFile> files = new ArrayList<>();
        for (Path rpm : rpms) {
            files.add(RpmFile.open(rpm));
            layers.add(registry.pushBlob(artifacts, "application/x-rpm", rpm)
                    .titled(rpm.getFileName().toString()));
        }
        KernelRpms kernel = KernelRpms.of(files);
        ImageReference snapshot =
                registry.pushArtifact(artifacts, "application/vnd.kernelgraft.kernel-snapshot.v1", layers, Map.of());
        return new Rebuild(
                "rb-0011223344556677",
                "lab",
                "ab".repeat(32),
                base,
                base.name() + ":stable",
                kernel.kernel().nevra(),
                kernel.kver(),
                snapshot,
                List.of(),
                Instant.parse("2026-11-23T03:00:00Z"));
    }

    private static ImageReference swap() throws Exception {
        return swap(rebuild, STOCK, "swap").image();
    }

    private static ImageSwapped swap(Rebuild of, List<String> stock, String name) throws Exception {
        TestContext context = new TestContext(of, ASSETS.line(base, stock), Files.createTempDirectory(directory, name));
        Outcome outcome = new SwapStage(buildah, registry, config).run(context);
        return (ImageSwapped) ((Outcome.Completed) outcome).next();
    }

    @Test
    void shouldSwapAndSealTheLabsBase() throws Exception {
        // Given
        TestContext swapping =
                new TestContext(rebuild, ASSETS.line(base, STOCK), Files.createTempDirectory(directory, "swap"));
        SignedPayloads signer = new SignedPayloads(registry, swapping.line().artifacts(), directory);
        Path kmodRpm = KmodRpm.build(directory, rebuild.kver(), rpms);
        List<KmodOutcome> kmods = List.of(
                new KmodOutcome(
                        "copied",
                        KmodOutcome.Status.BUILT,
                        true,
                        List.of(kmodRpm.getFileName().toString()),
                        List.of("copied"),
                        ""),
                new KmodOutcome(
                        "v4l2loopback", KmodOutcome.Status.FAILED, false, List.of(), List.of(), "undefined v4l2_*"));
        PayloadSigned signedKernel = signer.kernel(rebuild, rpms);
        PayloadSigned signedKmods = signer.kmods(rebuild, kmods, List.of(kmodRpm));

        // When
        ImageSwapped swapped =
                (ImageSwapped) ((Outcome.Completed) new SwapStage(buildah, registry, config).run(swapping)).next();
        TestContext sealing = new TestContext(
                rebuild,
                swapping.line(),
                Files.createTempDirectory(directory, "seal"),
                swapped,
                signedKernel,
                signedKmods);
        CandidateSealed sealed =
                (CandidateSealed) ((Outcome.Completed) new SealStage(buildah, registry, config).run(sealing)).next();

        // Then
        assertThat(sealed.candidate().name()).isEqualTo(process.host() + "/lab/os");
        assertThat(registry.resolve(ImageReference.parse(process.host() + "/lab/os:candidate-rb-0011223344556677")))
                .contains(sealed.candidate().pinned());
        assertThat(sealed.kmods()).isEqualTo(kmods);
        assertLabels(registry.config(registry.manifest(sealed.candidate())).at("/config/Labels"));
        assertImage(sealed.candidate());
        assertThat(swapping.progress.reported)
                .anyMatch(line -> line.matches("dnf install: Installing kernel-cachyos-modules.* \\d/\\d"));
        assertThat(sealing.progress.reported).contains("dracut: Including module: ostree");
        assertThat(sealing.evidence("seal.containerfile")).contains(" --zstd --compress-level 9 --no-hostonly ");
    }

    private static void assertLabels(JsonNode labels) {
        assertThat(labels.path("ostree.linux").asText())
                .isEqualTo(rebuild.kver().value());
        assertThat(labels.path("ostree.bootable").asText()).isEqualTo("true");
        assertThat(labels.path("containers.bootc").asText()).isEqualTo("1");
        assertThat(labels.path("org.opencontainers.image.base.digest").asText())
                .isEqualTo(base.pinned().value());
        assertThat(labels.path("org.opencontainers.image.created").asText()).isEqualTo("2026-11-23T03:00:00Z");
        assertThat(labels.path("org.opencontainers.image.version").asText()).endsWith("+7.2.12-cachyos1.fc44");
        assertThat(labels.path("io.kernelgraft.kmods").asText()).isEqualTo("copied");
        assertThat(labels.path("io.kernelgraft.kmods.missing").asText()).isEqualTo("v4l2loopback=failed");
    }

    private static void assertImage(ImageReference candidate) throws Exception {
        TestContext looking =
                new TestContext(rebuild, ASSETS.line(base, STOCK), Files.createTempDirectory(directory, "look"));
        try (var now = buildah.from(looking.tools(), candidate);
                var then = buildah.from(looking.tools(), base)) {
            Path image = now.mount().root();
            Path old = then.mount().root();
            Kver kver = rebuild.kver();
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
            assertThat(image.resolve("etc/dracut.conf.d/01-kernelgraft-no-hostonly.conf"))
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
    void shouldTakeTheRebuildsTimeForTheImages() throws Exception {
        assertThat(registry.config(registry.manifest(swap())).path("created").asText())
                .isEqualTo("2026-11-23T03:00:00Z");
    }

    @Test
    void shouldRefuseWhenAPackageGoesThatTheLineDoesNotName() {
        // Given: kernel-modules-extra depends on kernel-modules-core and goes with it
        List<String> withoutExtra =
                STOCK.stream().filter(name -> !name.endsWith("-extra")).toList();

        // When, Then
        assertThatThrownBy(() -> swap(rebuild, withoutExtra, "extra"))
                .isInstanceOf(StageFailure.class)
                .hasMessageContaining("missing: kernel-modules-extra-6.12")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.REJECTED, "UNPLANNED_PACKAGE_CHANGE");
    }

    @Test
    void shouldRefuseASnapshotThatHoldsAnotherKernel() {
        // Given
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
        assertThatThrownBy(() -> swap(other, STOCK, "other"))
                .hasMessageContaining("expected 9.9.9 in kernel-cachyos-core-7.2.12")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.UPSTREAM, "SNAPSHOT_INCOMPLETE");
    }
}
