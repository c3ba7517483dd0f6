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
import io.kernelgraft.runtime.tool.ToolCall;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** From the swapped image and both signed payloads to the candidate, pushed once (handbook 3.3 and 3.4). */
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
        Rebuild rebuild = context.rebuild();
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
                packages(context, bench, rpms);
                files(context, bench, layers);
                bench.label(Labels.of(rebuild, kmods.kmods(), registry.config(registry.manifest(rebuild.base()))));
            } finally {
                context.evidence().addText("recipe.txt", bench.recipe().toString());
            }
            context.progress().report("pushing the candidate");
            ImageReference candidate =
                    bench.push(context.line().promotion().repository().withTag("candidate-" + rebuild.id()));
            return Outcome.completed(new CandidateSealed(rebuild, candidate, kmods.kmods()));
        }
    }

    /** Kmods in, build-only packages out; a kmod stays in rpm's database, where people look for who owns a file. */
    private void packages(StageContext context, Workbench bench, KmodRpms kmods) throws InterruptedException {
        Dnf dnf = new Dnf(bench, config, context.progress());
        PackageSet before = dnf.installed();
        context.evidence().addText("packages-before.txt", before.text());
        List<String> buildOnly = before.installed(BuildOnly.names(context.line()));
        dnf.install(kmods.directory(), kmods.files(), FailureKind.UPSTREAM);
        dnf.remove(buildOnly);
        PackageSet after = dnf.installed();
        context.evidence().addText("packages-after.txt", after.text());
        PackagePlan.of(before.nevras(buildOnly), kmods.nevras()).check(before, after);
    }

    /** The order is the point: signed files first, then depmod, then dracut, which packs what it finds. */
    private void files(StageContext context, Workbench bench, List<SignedLayer> layers) throws InterruptedException {
        Kver kver = context.rebuild().kver();
        context.progress().report("laying signed files over the module tree");
        bench.change(
                "replace every module and vmlinuz by its signed form", image -> SignedFiles.lay(image, kver, layers));
        bench.run(ToolCall.of("depmod", config.deadline(), "depmod", "-a", kver.value()))
                .orFail(FailureKind.REJECTED, "DEPMOD_FAILED");
        bench.change("make the target of /root, mode 0700 (failure F9)", RootHome::make);
        new Dracut(bench, config, context.progress()).writeInitramfs(kver);
        bench.change("empty /boot (failure H3)", image -> new Directory(image, "/boot").clear());
        bench.ask(image -> new ModuleTree(image).requireOnly(kver));
    }
}
