package io.kernelgraft.kmodbuilder.kmods;

import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.kmodbuilder.KmodBuilderConfig;
import io.kernelgraft.kmodbuilder.kernel.KernelPackages;
import io.kernelgraft.kmodbuilder.toolchain.Toolchain;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageInput;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Builds the line's kmods against the rebuild's kernel (handbook 3.3) and says of each how it ended. */
@ApplicationScoped
public class KmodsStage implements Stage {
    private final Registry registry;
    private final Buildah buildah;
    private final KmodBuilderConfig config;

    public KmodsStage(Registry registry, Buildah buildah, KmodBuilderConfig config) {
        this.registry = registry;
        this.buildah = buildah;
        this.config = config;
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
        List<SettledKmod> settled = kmods.modules().isEmpty() ? List.of() : built(context, kmods);
        List<KmodOutcome> outcomes = settled.stream().map(SettledKmod::outcome).toList();
        Optional<Outcome> missing = RequiredKmods.missing(outcomes);
        if (missing.isPresent()) {
            return missing.get();
        }
        Rebuild rebuild = context.rebuild();
        ImageReference artifact = KmodsArtifact.push(registry, context.line().artifacts(), rebuild, settled);
        return Outcome.completed(new KmodsBuilt(rebuild, artifact, outcomes));
    }

    private List<SettledKmod> built(StageContext context, LineFile.Kmods kmods) throws InterruptedException {
        kmods.modules().forEach(KmodNames::check);
        KernelPackages kernel = KernelPackages.fetch(
                registry,
                context.rebuild(),
                context.line().kernel(),
                context.workspace().resolve("kernel"),
                context.progress());
        ImageReference image = Toolchain.resolve(registry, kmods.toolchain());
        try (Toolchain toolchain = Toolchain.open(buildah, context.tools(), image)) {
            return new Workshop(context, config, toolchain).build(kernel, kmods.repository(), kmods.modules());
        }
    }
}
