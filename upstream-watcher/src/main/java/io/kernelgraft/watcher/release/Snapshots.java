package io.kernelgraft.watcher.release;

import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.ReleasedRpm;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.registry.Sha256;
import io.kernelgraft.runtime.rpm.KernelRpms;
import io.kernelgraft.watcher.copr.CoprBuild;
import io.kernelgraft.watcher.release.ReleaseFetch.Fetched;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Keeps a release's RPMs in the registry, so that nobody needs the upstream again (failure F54). */
@ApplicationScoped
public class Snapshots {
    public static final String ARTIFACT_TYPE = "application/vnd.kernelgraft.kernel-snapshot.v1";
    public static final String USERLAND_TYPE = "application/vnd.kernelgraft.userland-snapshot.v1";
    public static final String RPM_TYPE = "application/x-rpm";

    private final Registry registry;

    public Snapshots(Registry registry) {
        this.registry = registry;
    }

    /**
     * The same RPMs of the same build always give the same release id and the same snapshot digest.
     *
     * @throws io.kernelgraft.runtime.stage.StageFailure UPSTREAM {@code DEVEL_MISMATCH} (failure H9) and what {@link KernelRpms} says
     */
    public KernelReleased store(Source source, CoprBuild build, List<Fetched> fetched) {
        KernelRpms kernel = KernelRpms.of(fetched.stream().map(Fetched::rpm).toList());
        kernel.requireSameBuild(fetched.stream()
                .map(one -> one.rpm().nevra())
                .filter(nevra -> source.devel().contains(nevra.name()))
                .toList());
        List<Fetched> sorted = sorted(fetched);
        List<ReleasedRpm> rpms = sorted.stream()
                .map(one -> new ReleasedRpm(
                        one.listed().file(),
                        one.rpm().nevra(),
                        one.listed().sha256(),
                        one.listed().size()))
                .toList();
        String id = id(source, build, rpms);
        ImageReference snapshot = registry.pushArtifact(
                source.artifacts(),
                ARTIFACT_TYPE,
                layers(source, sorted),
                Map.of(
                        "io.kernelgraft.release",
                        id,
                        "io.kernelgraft.kernel",
                        kernel.kernel().nevra().toString(),
                        "io.kernelgraft.kver",
                        kernel.kver().value(),
                        "io.kernelgraft.source",
                        origin(source, build)));
        return new KernelReleased(
                id, source.name(), source.chroot(), build.id(), kernel.kernel().nevra(), kernel.kver(), rpms, snapshot);
    }

    /**
     * A sibling's packages. The same RPMs of the same build always give the same digest.
     *
     * @return pinned
     */
    public ImageReference userland(Source source, CoprBuild build, List<Fetched> fetched) {
        return registry.pushArtifact(
                source.artifacts(),
                USERLAND_TYPE,
                layers(source, sorted(fetched)),
                Map.of("io.kernelgraft.source", origin(source, build)));
    }

    private static List<Fetched> sorted(List<Fetched> fetched) {
        return fetched.stream()
                .sorted(Comparator.comparing(one -> one.listed().file()))
                .toList();
    }

    private List<Descriptor> layers(Source source, List<Fetched> sorted) {
        return sorted.stream()
                .map(one -> registry.pushBlob(
                                source.artifacts(), RPM_TYPE, one.rpm().path())
                        .titled(one.listed().file()))
                .toList();
    }

    private static String origin(Source source, CoprBuild build) {
        return source.name() + " " + source.chroot() + " " + build.id();
    }

    private static String id(Source source, CoprBuild build, List<ReleasedRpm> rpms) {
        List<String> identity = new ArrayList<>(List.of(source.name(), source.chroot(), Long.toString(build.id())));
        rpms.stream().map(ReleasedRpm::sha256).sorted().forEach(identity::add);
        Digest digest = Sha256.of(String.join("\n", identity).getBytes(StandardCharsets.UTF_8));
        return "kr-" + digest.hex().substring(0, 32);
    }
}
