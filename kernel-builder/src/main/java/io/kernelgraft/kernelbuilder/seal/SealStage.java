package io.kernelgraft.kernelbuilder.seal;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.kernelbuilder.KernelBuilderConfig;
import io.kernelgraft.kernelbuilder.candidate.CandidateImage;
import io.kernelgraft.kernelbuilder.image.Directory;
import io.kernelgraft.kernelbuilder.image.ModuleTree;
import io.kernelgraft.kernelbuilder.image.Workbench;
import io.kernelgraft.kernelbuilder.machine.MachineFiles;
import io.kernelgraft.kernelbuilder.packages.Dnf;
import io.kernelgraft.kernelbuilder.packages.PackagePlan;
import io.kernelgraft.kernelbuilder.packages.PackageSet;
import io.kernelgraft.kernelbuilder.recipe.ContextTar;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.container.WorkingContainer;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageInput;
import io.kernelgraft.runtime.tool.ToolCall;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/** From the swapped image and both signed payloads to the candidate (handbook 3.3 and 3.4). */
@ApplicationScoped
public class SealStage implements Stage {
    private final Buildah buildah;
    private final Registry registry;
    private final KernelBuilderConfig config;

    public SealStage(Buildah buildah, Registry registry, KernelBuilderConfig config) {
        this.buildah = buildah;
        this.registry = registry;
        this.config = config;
    }

    @Override
    public String name() {
        return "seal";
    }

    @Override
    public Set<StageInput> inputs() {
        return Set.of(
                StageInput.of(EventType.IMAGE_SWAPPED),
                StageInput.of(EventType.PAYLOAD_SIGNED, PayloadSigned.Payload.KERNEL.wireName()),
                StageInput.of(EventType.PAYLOAD_SIGNED, PayloadSigned.Payload.KMODS.wireName()));
    }

    @Override
    public Outcome run(StageContext context) throws InterruptedException {
        PayloadSigned kernel = context.input(PayloadSigned.class, PayloadSigned.Payload.KERNEL.wireName());
        PayloadSigned kmods = context.input(PayloadSigned.class, PayloadSigned.Payload.KMODS.wireName());
        Path workspace = context.workspace();
        context.progress().report("fetching kmods and signed files");
        KmodRpms rpms = KmodRpms.fetch(registry, kmods, workspace.resolve("kmods"));
        List<SignedLayer> layers = List.of(
                SignedLayer.fetch(registry, kernel, workspace.resolve("kernel.tar")),
                SignedLayer.fetch(registry, kmods, workspace.resolve("kmods.tar")));
        context.progress().report("fetching the swapped image");
        try (Workbench bench = Workbench.open(
                context, buildah, context.input(ImageSwapped.class).image())) {
            try {
                Dnf dnf = new Dnf(bench, config, context.progress());
                PackageSet installed = packages(context, bench, dnf, rpms);
                machineFiles(context, bench);
                SortedSet<String> packaged =
                        dnf.files(rpms.and(context.line().kernel().packages()));
                files(context, bench, layers, packaged);
                Map<String, String> labels = Labels.of(
                        context.rebuild(),
                        kmods.kmods(),
                        registry.config(registry.manifest(context.rebuild().base())));
                bench.label(labels);
                Inventory inventory = Inventory.of(bench, dnf, basePackages(context), installed);
                ImageReference candidate = push(context, bench, layers);
                inventory.leave(context, candidate, labels, kmods.kmods());
                return Outcome.completed(new CandidateSealed(context.rebuild(), candidate, kmods.kmods()));
            } finally {
                context.evidence().addText("seal.containerfile", bench.recipe().toString());
            }
        }
    }

    /**
     * Kmods in, build-only packages out; a kmod stays in rpm's database, where people look for who owns a file.
     *
     * @return what is installed then
     */
    private PackageSet packages(StageContext context, Workbench bench, Dnf dnf, KmodRpms kmods)
            throws InterruptedException {
        PackageSet before = dnf.installed();
        context.evidence().addText("packages-before.txt", before.text());
        List<String> buildOnly = before.installed(BuildOnly.names(context.line()));
        kmods.tell(bench.recipe());
        dnf.install(kmods.directory(), kmods.files().keySet(), FailureKind.UPSTREAM);
        dnf.remove(buildOnly);
        PackageSet after = dnf.installed();
        context.evidence().addText("packages-after.txt", after.text());
        PackagePlan.of(before.nevras(buildOnly), kmods.nevras()).check(before, after);
        return after;
    }

    private PackageSet basePackages(StageContext context) throws InterruptedException {
        try (WorkingContainer base =
                buildah.from(context.tools(), context.rebuild().base())) {
            return PackageSet.answered(base.run(PackageSet.question(config.deadline())));
        }
    }

    /** What the machine needs of us; people get it as an archive beside the recipe. */
    private void machineFiles(StageContext context, Workbench bench) {
        MachineFiles files = MachineFiles.of(context.line(), context.rebuild());
        Path tar = context.workspace().resolve("machine.tar");
        bench.touch(image -> {
            files.install(image);
            ContextTar.write(image, files.paths(), tar);
        });
        context.evidence().add("machine.tar", "application/x-tar", tar);
        bench.recipe().remark("machine.tar is beside this file");
        bench.recipe().added("machine.tar");
    }

    /** The order is the point: signed files first, then depmod, then dracut, which packs what it finds. */
    private void files(StageContext context, Workbench bench, List<SignedLayer> layers, SortedSet<String> packaged)
            throws InterruptedException {
        Kver kver = context.rebuild().kver();
        context.progress().report("laying signed files over the module tree");
        layers.forEach(layer -> layer.tell(bench.recipe()));
        bench.touch(image -> SignedFiles.lay(image, kver, layers, packaged));
        bench.run(ToolCall.of("depmod", config.deadline(), "depmod", "-a", kver.value()))
                .orFail(FailureKind.REJECTED, "DEPMOD_FAILED");
        bench.change(
                "the target of /root (failure F9)",
                "mkdir -p \"$(realpath -m /root)\" && chmod 700 \"$(realpath -m /root)\"",
                RootHome::make);
        new Dracut(bench, config, context.progress()).writeInitramfs(kver);
        bench.change(
                "empty /boot (failure H3)",
                "find /boot -mindepth 1 -delete",
                image -> new Directory(image, "/boot").clear());
        bench.ask(image -> new ModuleTree(image).requireOnly(kver));
    }

    /** Our own changes as one layer, then the signer's layers, which hold what is taken out here. */
    private ImageReference push(StageContext context, Workbench bench, List<SignedLayer> layers)
            throws InterruptedException {
        Rebuild rebuild = context.rebuild();
        context.progress().report("pushing the candidate");
        bench.touch(image -> new ModuleTree(image).removeSignable(rebuild.kver()));
        ImageReference unsealed = bench.push(context.line().artifacts().withTag("unsealed-" + rebuild.id()));
        return new CandidateImage(registry, unsealed, rebuild.requestedAt())
                .with(
                        layers.stream()
                                .filter(layer -> !layer.isEmpty())
                                .map(SignedLayer::layer)
                                .toList(),
                        context.line().promotion().repository().withTag("candidate-" + rebuild.id()));
    }
}
