package io.kernelgraft.kernelbuilder;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.line.LineFile;
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

/** Both stages on a real registry, with the lab's base and kernels; needs root and the lab's assets. */
final class KernelBuilderLab implements AutoCloseable {
    static final LabAssets ASSETS = LabAssets.find();
    static final List<String> STOCK = List.of(
            "kernel", "kernel-core", "kernel-modules", "kernel-modules-core", "kernel-modules-extra", "kernel-devel");
    private static final Instant REQUESTED = Instant.parse("2026-11-23T03:00:00Z");

    private final Path directory;
    private final RegistryProcess process;
    private final HttpRegistry registry;
    private final Buildah buildah;
    private final KernelBuilderConfig config;
    private final ImageReference base;
    private final List<Path> rpms;
    private final ImageReference snapshot;
    private final Path kmod;
    private final RememberedSwaps swaps = new RememberedSwaps();

    KernelBuilderLab(Path directory) throws IOException {
        this.directory = directory;
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
        kmod = KmodRpm.build(
                directory,
                KernelRpms.of(rpms.stream().map(RpmFile::open).toList()).kver(),
                rpms);
        snapshot = artifact("application/vnd.kernelgraft.kernel-snapshot.v1", rpms);
    }

    HttpRegistry registry() {
        return registry;
    }

    Buildah buildah() {
        return buildah;
    }

    ImageReference base() {
        return base;
    }

    List<Path> rpms() {
        return rpms;
    }

    String host() {
        return process.host();
    }

    ImageReference artifacts() {
        return ImageReference.parse(process.host() + "/lab/artifacts");
    }

    LineFile line() throws IOException {
        return ASSETS.line(base, STOCK);
    }

    /** An artifact whose layers are these files. */
    ImageReference artifact(String type, List<Path> files) {
        List<Descriptor> layers = files.stream()
                .map(file -> registry.pushBlob(artifacts(), "application/x-rpm", file)
                        .titled(file.getFileName().toString()))
                .toList();
        return registry.pushArtifact(artifacts(), type, layers, Map.of());
    }

    /** @param userland pinned snapshots */
    Rebuild rebuild(ImageReference from, List<ImageReference> userland) {
        KernelRpms kernel = KernelRpms.of(rpms.stream().map(RpmFile::open).toList());
        return new Rebuild(
                "rb-0011223344556677",
                "lab",
                "ab".repeat(32),
                from,
                from.name() + ":stable",
                kernel.kernel().nevra(),
                kernel.kver(),
                snapshot,
                userland,
                REQUESTED);
    }

    Rebuild rebuild() {
        return rebuild(base, List.of());
    }

    TestContext context(Rebuild rebuild, LineFile line, io.kernelgraft.contract.event.RebuildEvent... inputs)
            throws IOException {
        return new TestContext(rebuild, line, Files.createTempDirectory(directory, "attempt"), inputs);
    }

    /** From nothing, whatever was swapped before. */
    ImageSwapped swap(TestContext context) throws InterruptedException {
        swaps.clear();
        return swapUnlessKnown(context);
    }

    ImageSwapped swapUnlessKnown(TestContext context) throws InterruptedException {
        Outcome outcome = new SwapStage(buildah, registry, config, swaps).run(context);
        return (ImageSwapped) ((Outcome.Completed) outcome).next();
    }

    CandidateSealed seal(TestContext context) throws InterruptedException {
        Outcome outcome = new SealStage(buildah, registry, config).run(context);
        return (CandidateSealed) ((Outcome.Completed) outcome).next();
    }

    SignedPayloads signer() {
        return new SignedPayloads(registry, artifacts(), directory);
    }

    PayloadSigned signedKernel(Rebuild rebuild) throws IOException {
        return signer().kernel(rebuild, rpms);
    }

    /** One kmod that is built, its module a copy of one of the kernel's, and one that is not. */
    PayloadSigned signedKmods(Rebuild rebuild) throws IOException {
        List<KmodOutcome> kmods = List.of(
                new KmodOutcome(
                        "copied",
                        KmodOutcome.Status.BUILT,
                        true,
                        List.of(kmod.getFileName().toString()),
                        List.of("copied"),
                        ""),
                new KmodOutcome(
                        "v4l2loopback", KmodOutcome.Status.FAILED, false, List.of(), List.of(), "undefined v4l2_*"));
        return signer().kmods(rebuild, kmods, List.of(kmod));
    }

    Kver kver() {
        return rebuild().kver();
    }

    /** buildah on the storage that the stages use. */
    List<String> buildahArgv() {
        return List.of(
                "buildah",
                "--root",
                directory.resolve("storage/root").toString(),
                "--runroot",
                directory.resolve("storage/run").toString(),
                "--storage-driver",
                "overlay");
    }

    @Override
    public void close() {
        List<String> argv = new ArrayList<>(buildahArgv());
        argv.addAll(List.of("rmi", "--all", "--force"));
        LabAssets.run(argv.toArray(String[]::new));
        registry.close();
        process.close();
    }
}
