package io.kernelgraft.kmodbuilder.kmods;

import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.kmodbuilder.KmodBuilderConfig;
import io.kernelgraft.kmodbuilder.akmods.Akmods;
import io.kernelgraft.kmodbuilder.akmods.AkmodsBuild;
import io.kernelgraft.kmodbuilder.akmods.BuildVerdict;
import io.kernelgraft.kmodbuilder.akmods.KmodRpm;
import io.kernelgraft.kmodbuilder.kernel.KernelPackages;
import io.kernelgraft.kmodbuilder.repository.Dnf;
import io.kernelgraft.kmodbuilder.repository.Dnf.Scriptlets;
import io.kernelgraft.kmodbuilder.repository.DnfProblem;
import io.kernelgraft.kmodbuilder.repository.KmodRepository;
import io.kernelgraft.kmodbuilder.toolchain.Compiler;
import io.kernelgraft.kmodbuilder.toolchain.Toolchain;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A toolchain with the kernel's headers and akmods in it, in which a line's kmods are built one after another: one
 * container, as preparing it takes longer than most builds, and akmods uses all processors by itself. Each kmod settles
 * by itself (failure F60): what goes wrong with one is its own reason and the next one is built all the same.
 */
final class Workshop {
    private static final String KERNEL_INSIDE = "/run/kernelgraft/kernel";

    private final StageContext context;
    private final KmodBuilderConfig config;
    private final Toolchain toolchain;
    private final Kver kver;

    Workshop(StageContext context, KmodBuilderConfig config, Toolchain toolchain) {
        this.context = context;
        this.config = config;
        this.toolchain = toolchain;
        this.kver = context.rebuild().kver();
    }

    List<SettledKmod> build(KernelPackages kernel, LineFile.Kmods kmods) throws InterruptedException {
        Compiler compiler = installKernel(kernel);
        Dnf dnf = openRepository(kmods.repository());
        List<SettledKmod> settled = new ArrayList<>();
        try (Akmods akmods = Akmods.open(toolchain)) {
            int total = kmods.modules().size();
            for (Kmod kmod : kmods.modules()) {
                context.progress().report("kmod " + kmod.name(), settled.size(), total);
                settled.add(settle(kmod, dnf, akmods, compiler));
            }
            context.progress().report("kmods", total, total);
        }
        return settled;
    }

    private Compiler installKernel(KernelPackages kernel) throws InterruptedException {
        context.progress().report("installing headers of " + kver);
        dnf(Map.of(KERNEL_INSIDE, kernel.directory()))
                .install("dnf-kernel", Scriptlets.SKIP, kernel.pathsIn(KERNEL_INSIDE))
                .ifPresent(problem -> {
                    throw problem.failure("the kernel's devel packages", "DEVEL_UNINSTALLABLE");
                });
        return toolchain.compilerFor(kver);
    }

    private Dnf openRepository(LineFile.Repository repository) throws InterruptedException {
        new KmodRepository(repository).putInto(toolchain.container(), context.workspace());
        Dnf dnf = dnf(Map.of());
        dnf.refresh("dnf-repository").ifPresent(problem -> {
            throw problem.failure("anything: no metadata of " + repository.url(), "REPOSITORY_UNUSABLE");
        });
        // With its scriptlets: they make the user that it builds as.
        dnf.install("dnf-akmods", Scriptlets.RUN, List.of("akmods")).ifPresent(problem -> {
            throw problem.failure("akmods", "AKMODS_UNINSTALLABLE");
        });
        return dnf;
    }

    private Dnf dnf(Map<String, Path> shown) {
        return new Dnf(toolchain.container(), config, context.progress(), shown);
    }

    private SettledKmod settle(Kmod kmod, Dnf dnf, Akmods akmods, Compiler compiler) throws InterruptedException {
        Optional<DnfProblem> problem = dnf.install("dnf-" + fileName(kmod), Scriptlets.SKIP, List.of(kmod.akmod()));
        if (problem.isPresent()) {
            return uninstalled(kmod, problem.get());
        }
        try {
            Path left = Files.createDirectories(
                    context.workspace().resolve("akmods").resolve(fileName(kmod)));
            AkmodsBuild build =
                    akmods.build(kmod.name(), kver, compiler, config.buildDeadline(), left, context.progress());
            for (Path log : build.logs()) {
                context.evidence().add("kmod-" + fileName(kmod) + ".log", "text/plain; charset=utf-8", log);
            }
            return judged(kmod, build);
        } catch (StageFailure failure) {
            if (failure.reason().equals("TOOL_DEADLINE")) {
                return SettledKmod.failed(kmod, failure.getMessage());
            }
            throw failure;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SettledKmod uninstalled(Kmod kmod, DnfProblem problem) {
        return switch (problem.kind()) {
            case NO_SUCH_PACKAGE ->
                SettledKmod.skipped(kmod, "no repository has " + kmod.akmod() + ": " + problem.words());
            case UNRESOLVABLE, OTHER ->
                SettledKmod.failed(kmod, kmod.akmod() + " can't be installed: " + problem.words());
            // Neither is this kmod's own fault: an outage passes, and a repository with a wrong signature is not
            // trusted at all.
            case UNAVAILABLE, UNTRUSTED -> throw problem.failure(kmod.akmod(), "AKMOD_UNINSTALLABLE");
        };
    }

    private SettledKmod judged(Kmod kmod, AkmodsBuild build) {
        BuildVerdict verdict = KmodRpm.judge(build, kver, context.workspace().resolve("module"));
        return switch (verdict) {
            case BuildVerdict.Built built -> SettledKmod.built(kmod, build.rpms(), built.modules());
            case BuildVerdict.NotBuilt not -> SettledKmod.failed(kmod, not.reason());
        };
    }

    private static String fileName(Kmod kmod) {
        return kmod.name().toLowerCase(Locale.ROOT).replace('+', '-');
    }
}
