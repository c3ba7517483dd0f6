package io.kernelgraft.kernelbuilder.swap;

import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.kernelbuilder.KernelBuilderConfig;
import io.kernelgraft.kernelbuilder.image.Directory;
import io.kernelgraft.kernelbuilder.image.ModuleTree;
import io.kernelgraft.kernelbuilder.image.Workbench;
import io.kernelgraft.kernelbuilder.packages.Dnf;
import io.kernelgraft.kernelbuilder.packages.PackagePlan;
import io.kernelgraft.kernelbuilder.packages.PackageSet;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageInput;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** From the base's digest and the snapshot to an image with that kernel and no other (handbook 3.2). */
@ApplicationScoped
public class SwapStage implements Stage {
    private final Buildah buildah;
    private final Registry registry;
    private final KernelBuilderConfig config;

    public SwapStage(Buildah buildah, Registry registry, KernelBuilderConfig config) {
        this.buildah = buildah;
        this.registry = registry;
        this.config = config;
    }

    @Override
    public String name() {
        return "swap";
    }

    @Override
    public Set<StageInput> inputs() {
        return Set.of(StageInput.of(EventType.REBUILD_REQUESTED));
    }

    @Override
    public Outcome run(StageContext context) throws InterruptedException {
        Rebuild rebuild = context.rebuild();
        context.progress().report("fetching the snapshot's packages");
        SnapshotRpms kernel = SnapshotRpms.fetch(
                registry, rebuild, context.line().kernel(), context.workspace().resolve("rpms"));
        context.progress().report("fetching the base image");
        try (Workbench bench = Workbench.open(context, buildah, rebuild.base())) {
            try {
                swap(context, bench, kernel);
            } finally {
                context.evidence().addText("recipe.txt", bench.recipe().toString());
            }
            context.progress().report("pushing the swapped image");
            ImageReference image = bench.push(context.line().artifacts().withTag("swapped-" + rebuild.id()));
            return Outcome.completed(new ImageSwapped(rebuild, image));
        }
    }

    private void swap(StageContext context, Workbench bench, SnapshotRpms kernel) throws InterruptedException {
        LineFile.Swap line = context.line().swap();
        Dnf dnf = new Dnf(bench, config, context.progress());
        RepositoryFiles repositories = RepositoryFiles.of(bench);
        Hooks hooks = Hooks.neutralise(bench, line.hooks(), context.workspace());
        PackageSet before = dnf.installed();
        context.evidence().addText("packages-before.txt", before.text());
        List<String> stock = before.installed(line.remove());
        PackagePlan plan = PackagePlan.of(before.nevras(stock), kernel.nevras());

        dnf.remove(stock);
        bench.change("empty " + ModuleTree.PATH + " (handbook 3.2.2)", image -> new ModuleTree(image).clear());
        dnf.install(kernel.directory(), kernel.files(), FailureKind.UPSTREAM);

        PackageSet after = dnf.installed();
        context.evidence().addText("packages-after.txt", after.text());
        plan.check(before, after);
        hooks.requireUntouched();
        repositories.requireNoneAdded();
        bench.change("empty /boot (failure H3)", image -> new Directory(image, "/boot").clear());
        bench.ask(image -> new ModuleTree(image).requireOnly(context.rebuild().kver()));
    }
}
