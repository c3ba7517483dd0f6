package io.kernelgraft.kernelbuilder.swap;

import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.kernelbuilder.KernelBuilderConfig;
import io.kernelgraft.kernelbuilder.image.Directory;
import io.kernelgraft.kernelbuilder.image.ModuleTree;
import io.kernelgraft.kernelbuilder.image.Workbench;
import io.kernelgraft.kernelbuilder.known.SwapKey;
import io.kernelgraft.kernelbuilder.known.SwappedImage;
import io.kernelgraft.kernelbuilder.known.SwappedImages;
import io.kernelgraft.kernelbuilder.packages.Dnf;
import io.kernelgraft.kernelbuilder.packages.PackagePlan;
import io.kernelgraft.kernelbuilder.packages.PackageSet;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.stage.StageInput;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** From the base's digest and the snapshot to an image with that kernel and no other (handbook 3.2). */
@ApplicationScoped
public class SwapStage implements Stage {
    private final Buildah buildah;
    private final Registry registry;
    private final KernelBuilderConfig config;
    private final SwappedImages known;

    public SwapStage(Buildah buildah, Registry registry, KernelBuilderConfig config, SwappedImages known) {
        this.buildah = buildah;
        this.registry = registry;
        this.config = config;
        this.known = known;
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
        SwapKey key = SwapKey.of(context.rebuild(), context.line());
        Optional<SwappedImage> before = before(context, key);
        if (before.isPresent()) {
            context.progress().report("swapped before, with the same inputs");
            context.evidence()
                    .addText(
                            "swapped-before.txt",
                            "the recipe and its logs: " + before.get().evidence() + "\n");
            return Outcome.completed(
                    new ImageSwapped(context.rebuild(), before.get().image()));
        }
        ImageReference image = swapped(context);
        String evidence = "evidence-%s-%s-%d".formatted(context.rebuild().id(), name(), context.attempt());
        known.keep(key, new SwappedImage(image, evidence));
        return Outcome.completed(new ImageSwapped(context.rebuild(), image));
    }

    /** Of a rebuild's first attempt only: who asks for another one wants it done. */
    private Optional<SwappedImage> before(StageContext context, SwapKey key) {
        if (context.attempt() > 1) {
            return Optional.empty();
        }
        Optional<SwappedImage> found = known.find(key);
        try {
            found.map(SwappedImage::image).ifPresent(registry::manifest);
            return found;
        } catch (StageFailure e) {
            if (e.kind() != FailureKind.UPSTREAM) {
                throw e;
            }
            // Somebody cleaned the registry up.
            known.forget(key);
            return Optional.empty();
        }
    }

    private ImageReference swapped(StageContext context) throws InterruptedException {
        Rebuild rebuild = context.rebuild();
        context.progress().report("fetching the snapshot's packages");
        List<SnapshotRpms> snapshots = snapshots(context);
        context.progress().report("fetching the base image");
        try (Workbench bench = Workbench.open(context, buildah, rebuild.base())) {
            snapshots.forEach(snapshot -> snapshot.tell(bench.recipe()));
            try {
                swap(context, bench, snapshots);
                context.progress().report("pushing the swapped image");
                return bench.push(context.line().artifacts().withTag("swapped-" + rebuild.id()));
            } finally {
                context.evidence().addText("swap.containerfile", bench.recipe().toString());
            }
        }
    }

    /** The kernel's first, then the userland's, all in one directory. */
    private List<SnapshotRpms> snapshots(StageContext context) {
        Rebuild rebuild = context.rebuild();
        LineFile line = context.line();
        if (rebuild.userland().size() != line.userland().size()) {
            throw new StageFailure(
                    FailureKind.INTERNAL,
                    "USERLAND_COUNT",
                    "the rebuild names " + rebuild.userland().size() + " userland snapshots, the line "
                            + line.userland().size());
        }
        Path directory = context.workspace().resolve("rpms");
        List<SnapshotRpms> snapshots = new ArrayList<>();
        snapshots.add(SnapshotRpms.kernel(registry, rebuild, line.kernel(), directory));
        for (int i = 0; i < line.userland().size(); i++) {
            snapshots.add(SnapshotRpms.userland(
                    registry, rebuild.userland().get(i), line.userland().get(i), directory));
        }
        return snapshots;
    }

    private void swap(StageContext context, Workbench bench, List<SnapshotRpms> snapshots) throws InterruptedException {
        LineFile.Swap line = context.line().swap();
        Dnf dnf = new Dnf(bench, config, context.progress());
        RepositoryFiles repositories = RepositoryFiles.of(bench);
        Hooks hooks = Hooks.neutralise(bench, line.hooks(), context.workspace());
        PackageSet before = dnf.installed();
        context.evidence().addText("packages-before.txt", before.text());
        List<String> stock = before.installed(line.remove());
        List<Nevra> added = snapshots.stream()
                .flatMap(snapshot -> snapshot.nevras().stream())
                .toList();
        List<String> files = snapshots.stream()
                .flatMap(snapshot -> snapshot.files().keySet().stream())
                .toList();
        PackagePlan plan = PackagePlan.of(before.nevras(stock), added);

        dnf.remove(stock);
        new StockKernels(bench, dnf).clear();
        dnf.install(snapshots.getFirst().directory(), files, FailureKind.UPSTREAM);

        PackageSet after = dnf.installed();
        context.evidence().addText("packages-after.txt", after.text());
        plan.check(before, after);
        new Userland(bench, config).disable(context.line().userland());
        hooks.requireUntouched();
        repositories.requireNoneAdded();
        bench.change(
                "empty /boot (failure H3)",
                "find /boot -mindepth 1 -delete",
                image -> new Directory(image, "/boot").clear());
        Kver kver = context.rebuild().kver();
        bench.ask(image -> new ModuleTree(image).requireOnly(kver));
        bench.recipe()
                .remark(
                        "left out of the pushed image: vmlinuz and modules, which the signer's layers bring, and depmod's indexes of them");
        bench.touch(image -> {
            new ModuleTree(image).removeSignable(kver);
            new ModuleTree(image).removeIndexes(kver);
        });
    }
}
