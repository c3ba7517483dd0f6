package io.kernelgraft.kmodbuilder.kmods;

import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.kmodbuilder.KmodBuilderConfig;
import io.kernelgraft.kmodbuilder.cache.BuiltKmods;
import io.kernelgraft.kmodbuilder.kernel.KernelPackages;
import io.kernelgraft.kmodbuilder.toolchain.Toolchain;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.http.UpstreamHttp;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.repository.KeptRepodata;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageInput;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds the line's kmods against the rebuild's kernel (handbook 3.3), unless they are known, and says of each how it ended. */
@ApplicationScoped
public class KmodsStage implements Stage {
    private final Registry registry;
    private final Buildah buildah;
    private final KmodBuilderConfig config;
    private final BuiltKmods built;
    private final UpstreamHttp upstream;
    private final KeptRepodata repodata;

    public KmodsStage(
            Registry registry, Buildah buildah, KmodBuilderConfig config, BuiltKmods built, UpstreamHttp upstream) {
        this.registry = registry;
        this.buildah = buildah;
        this.config = config;
        this.built = built;
        this.upstream = upstream;
        this.repodata = new KeptRepodata(upstream, config.repodataDirectory());
    }

    @Override
    public String name() {
        return "kmods";
    }

    @Override
    public Set<StageInput> inputs() {
        return Set.of(StageInput.of(EventType.REBUILD_REQUESTED));
    }

    @Override
    public Outcome run(StageContext context) throws InterruptedException {
        LineFile.Kmods kmods = context.line().kmods();
        kmods.modules().forEach(KmodNames::check);
        if (kmods.modules().isEmpty()) {
            return Outcome.completed(new KmodsBuilt(context.rebuild(), artifact(context, List.of()), List.of()));
        }
        Optional<ImageReference> toolchain = Toolchain.resolve(registry, kmods.toolchain());
        KnownKmods known = new KnownKmods(built, registry, context.line().artifacts());
        toolchain.ifPresent(image -> known.look(context, repodata, image));
        Map<Kmod, SettledKmod> settled = settled(context, known, toolchain);
        settled.replaceAll(
                (kmod, one) -> KmodsArtifact.pushed(registry, context.line().artifacts(), one));
        ImageReference artifact = artifact(context, List.copyOf(settled.values()));
        // Kept also when the line can't go on: what is built need not be built by the next attempt, or by another line.
        settled.forEach((kmod, one) -> known.keep(kmod, one, artifact));
        List<KmodOutcome> outcomes =
                settled.values().stream().map(SettledKmod::outcome).toList();
        return RequiredKmods.missing(outcomes)
                .orElseGet(() -> Outcome.completed(new KmodsBuilt(context.rebuild(), artifact, outcomes)));
    }

    private ImageReference artifact(StageContext context, List<SettledKmod> kmods) {
        return KmodsArtifact.push(registry, context.line().artifacts(), context.rebuild(), kmods);
    }

    /** In the line's order. */
    private Map<Kmod, SettledKmod> settled(StageContext context, KnownKmods known, Optional<ImageReference> toolchain)
            throws InterruptedException {
        Map<Kmod, SettledKmod> settled = new LinkedHashMap<>();
        List<Kmod> unknown = new ArrayList<>();
        for (Kmod kmod : context.line().kmods().modules()) {
            Optional<SettledKmod> before = known.find(kmod);
            before.ifPresent(found -> context.progress().report("kmod " + kmod.name() + " was built before"));
            if (before.isEmpty()) {
                before = known.findFailure(context, kmod, config.failureKept());
                before.ifPresent(
                        found -> context.progress().report("kmod " + kmod.name() + " did not compile before, either"));
            }
            settled.put(kmod, before.orElse(null));
            if (before.isEmpty()) {
                unknown.add(kmod);
            }
        }
        if (!unknown.isEmpty()) {
            List<SettledKmod> ended = build(context, toolchain, unknown);
            for (int i = 0; i < unknown.size(); i++) {
                settled.put(unknown.get(i), ended.get(i));
            }
        }
        return settled;
    }

    private List<SettledKmod> build(StageContext context, Optional<ImageReference> toolchain, List<Kmod> modules)
            throws InterruptedException {
        KernelPackages kernel = KernelPackages.fetch(
                registry,
                context.rebuild(),
                context.line().kernel(),
                context.workspace().resolve("kernel"),
                context.progress());
        ImageReference image = toolchain.orElseThrow(
                () -> Toolchain.missing(context.line().kmods().toolchain()));
        try (Toolchain opened = Toolchain.open(buildah, context.tools(), image)) {
            return new Workshop(context, config, upstream, opened)
                    .build(kernel, context.line().kmods().repository(), modules);
        }
    }
}
