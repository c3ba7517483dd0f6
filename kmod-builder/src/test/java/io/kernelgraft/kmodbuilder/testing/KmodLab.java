package io.kernelgraft.kmodbuilder.testing;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildId;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.kmodbuilder.KmodBuilderConfig;
import io.kernelgraft.kmodbuilder.kmods.KmodsStage;
import io.kernelgraft.lab.copr.FileServer;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.container.BuildahConfig;
import io.kernelgraft.runtime.http.UpstreamConfig;
import io.kernelgraft.runtime.http.UpstreamHttp;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.HttpRegistry;
import io.kernelgraft.runtime.registry.RegistryConfig;
import io.kernelgraft.runtime.rpm.KernelRpms;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real registry with the lab's toolchain image and a snapshot in it, a package repository, and the stage. */
public final class KmodLab implements AutoCloseable {
    private final LabAssets assets;
    private final RegistryProcess registryProcess;
    private final FileServer fusion;
    private final UpstreamHttp upstream;
    private final RememberedKmods built = new RememberedKmods();
    private final HttpRegistry registry;
    private final Buildah buildah;
    private final Map<String, String> properties;
    private final KmodBuilderConfig config;

    public KmodLab(LabAssets assets, Path directory) throws IOException, InterruptedException {
        this.assets = assets;
        registryProcess = RegistryProcess.start(directory.resolve("registry"));
        fusion = new FileServer(assets.fusion().toRealPath(), 0);
        properties = Map.of(
                "kernelgraft.registry.plain-http",
                registryProcess.host(),
                "kernelgraft.buildah.storage",
                directory.resolve("buildah").toString(),
                "kernelgraft.kmods.repodata-directory",
                directory.resolve("repodata").toString(),
                "kernelgraft.kmods.parallel",
                "2",
                "kernelgraft.kmods.fetch-attempts",
                "2",
                "kernelgraft.kmods.fetch-pause",
                "PT0.1S");
        SmallRyeConfig settings = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RegistryConfig.class)
                .withMapping(BuildahConfig.class)
                .withMapping(KmodBuilderConfig.class)
                .withMapping(UpstreamConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
        registry = new HttpRegistry(settings.getConfigMapping(RegistryConfig.class));
        buildah = new Buildah(
                settings.getConfigMapping(BuildahConfig.class), Optional.of(List.of(registryProcess.host())));
        buildah.prepare();
        upstream = new UpstreamHttp(settings.getConfigMapping(UpstreamConfig.class));
        config = settings.getConfigMapping(KmodBuilderConfig.class);
        pushToolchain("stable");
    }

    /** @param tag {@code stable}, which is there already, or {@code llvm} */
    public ImageReference pushToolchain(String tag) throws IOException, InterruptedException {
        ImageReference pushed = ImageReference.parse(registryProcess.host() + "/lab/toolchain:" + tag);
        Process push = new ProcessBuilder(
                        "skopeo",
                        "copy",
                        "-q",
                        "--preserve-digests",
                        "--dest-tls-verify=false",
                        "oci:" + assets.toolchain() + ":" + tag,
                        "docker://" + pushed)
                .inheritIO()
                .start();
        if (push.waitFor() != 0) {
            throw new IllegalStateException("the toolchain image could not be pushed");
        }
        return pushed;
    }

    public HttpRegistry registry() {
        return registry;
    }

    public KmodsStage stage() {
        return new KmodsStage(registry, buildah, config, built, upstream);
    }

    /** One that builds so many at a time. */
    public KmodsStage stage(int parallel) {
        KmodBuilderConfig other = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(KmodBuilderConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withSources(new PropertiesConfigSource(
                        Map.of("kernelgraft.kmods.parallel", Integer.toString(parallel)), "parallel", 200))
                .build()
                .getConfigMapping(KmodBuilderConfig.class);
        return new KmodsStage(registry, buildah, other, built, upstream);
    }

    public RememberedKmods built() {
        return built;
    }

    public ImageReference artifacts() {
        return ImageReference.parse(registryProcess.host() + "/lab/artifacts");
    }

    private ImageReference toolchain() {
        return ImageReference.parse(registryProcess.host() + "/lab/toolchain:stable");
    }

    public LineFile.Repository repository() {
        return new LineFile.Repository(fusion.baseUrl() + "/", assets.key("fusion"));
    }

    /** Only what this stage looks at. */
    public LineFile line(LineFile.Repository repository, Kmod... kmods) {
        return line(artifacts(), repository, kmods);
    }

    public LineFile line(ImageReference artifacts, LineFile.Repository repository, Kmod... kmods) {
        LineFile.Kernel kernel = new LineFile.Kernel(
                null,
                "fedora-44-x86_64",
                "kernel-cachyos",
                List.of(),
                List.of("kernel-cachyos-devel-matched"),
                assets.key("copr"));
        return new LineFile(
                "lab",
                null,
                artifacts,
                kernel,
                null,
                List.of(),
                new LineFile.Kmods(toolchain(), repository, List.of(kmods)),
                null,
                null,
                null,
                null,
                null);
    }

    /** A rebuild whose snapshot holds exactly these RPMs. */
    public Rebuild rebuild(List<Path> rpms) {
        List<Descriptor> layers = rpms.stream()
                .map(rpm -> registry.pushBlob(artifacts(), "application/x-rpm", rpm)
                        .titled(rpm.getFileName().toString()))
                .toList();
        ImageReference snapshot =
                registry.pushArtifact(artifacts(), "application/vnd.kernelgraft.kernel-snapshot.v1", layers, Map.of());
        KernelRpms kernel = KernelRpms.of(rpms.stream().map(RpmFile::open).toList());
        Digest base = Digest.ofSha256Hex("b".repeat(64));
        return new Rebuild(
                RebuildId.of("lab", "a".repeat(64), base, snapshot.pinned(), List.of()),
                "lab",
                "a".repeat(64),
                ImageReference.parse(registryProcess.host() + "/lab/base@" + base),
                "lab/base:stable",
                kernel.kernel().nevra(),
                kernel.kver(),
                snapshot,
                List.of(),
                Instant.EPOCH);
    }

    @Override
    public void close() {
        // Removes containers and mounts, as the next start of the service would.
        buildah.prepare();
        registry.close();
        fusion.close();
        upstream.close();
        registryProcess.close();
    }
}
