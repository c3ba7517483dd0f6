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
        List<Fetched> sorted = fetched.stream()
                .sorted(Comparator.comparing(one -> one.listed().file()))
                .toList();
        List<Descriptor> layers = new ArrayList<>();
        List<ReleasedRpm> rpms = new ArrayList<>();
        for (Fetched one : sorted) {
            layers.add(registry.pushBlob(source.artifacts(), RPM_TYPE, one.rpm().path())
                    .titled(one.listed().file()));
            rpms.add(new ReleasedRpm(
                    one.listed().file(),
                    one.rpm().nevra(),
                    one.listed().sha256(),
                    one.listed().size()));
        }
        String id = id(source, build, rpms);
        ImageReference snapshot = registry.pushArtifact(
                source.artifacts(),
                ARTIFACT_TYPE,
                layers,
                Map.of(
                        "io.kernelgraft.release",
                        id,
                        "io.kernelgraft.kernel",
                        kernel.kernel().nevra().toString(),
                        "io.kernelgraft.kver",
                        kernel.kver().value(),
                        "io.kernelgraft.source",
                        source.name() + " " + source.chroot() + " " + build.id()));
        return new KernelReleased(
                id, source.name(), source.chroot(), build.id(), kernel.kernel().nevra(), kernel.kver(), rpms, snapshot);
    }

    private static String id(Source source, CoprBuild build, List<ReleasedRpm> rpms) {
        List<String> identity = new ArrayList<>(List.of(source.name(), source.chroot(), Long.toString(build.id())));
        rpms.stream().map(ReleasedRpm::sha256).sorted().forEach(identity::add);
        Digest digest = Sha256.of(String.join("\n", identity).getBytes(StandardCharsets.UTF_8));
        return "kr-" + digest.hex().substring(0, 32);
    }
}
