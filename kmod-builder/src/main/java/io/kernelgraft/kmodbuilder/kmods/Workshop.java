package io.kernelgraft.kmodbuilder.kmods;

import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.kmodbuilder.KmodBuilderConfig;
import io.kernelgraft.kmodbuilder.akmods.Akmods;
import io.kernelgraft.kmodbuilder.kernel.KernelPackages;
import io.kernelgraft.kmodbuilder.repository.Dnf;
import io.kernelgraft.kmodbuilder.repository.Dnf.Scriptlets;
import io.kernelgraft.kmodbuilder.repository.KmodRepository;
import io.kernelgraft.kmodbuilder.toolchain.Compiler;
import io.kernelgraft.kmodbuilder.toolchain.RepeatableBuilds;
import io.kernelgraft.kmodbuilder.toolchain.Toolchain;
import io.kernelgraft.runtime.container.LocalImage;
import io.kernelgraft.runtime.http.UpstreamHttp;
import io.kernelgraft.runtime.stage.StageContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A toolchain with the kernel's headers and akmods in it. That is prepared once; each kmod is then built in a container of
 * its own that begins there, as many at a time as are allowed. Each settles by itself (failure F60): what goes wrong with
 * one is its own reason, and the others are built all the same.
 */
final class Workshop {
    private static final String KERNEL_INSIDE = "/run/kernelgraft/kernel";

    private final StageContext context;
    private final KmodBuilderConfig config;
    private final UpstreamHttp upstream;
    private final Toolchain toolchain;
    private final Kver kver;

    Workshop(StageContext context, KmodBuilderConfig config, UpstreamHttp upstream, Toolchain toolchain) {
        this.context = context;
        this.config = config;
        this.upstream = upstream;
        this.toolchain = toolchain;
        this.kver = context.rebuild().kver();
    }

    /** @return how each ended, in the order of {@code modules} */
    List<SettledKmod> build(KernelPackages kernel, LineFile.Repository repository, List<Kmod> modules)
            throws InterruptedException {
        Compiler compiler = installKernel(kernel);
        List<String> akmods = modules.stream()
                .filter(kmod -> kmod.source() == null)
                .map(Kmod::name)
                .toList();
        if (!akmods.isEmpty()) {
            openRepository(repository);
            Akmods.prepare(toolchain, akmods);
        }
        if (modules.size() == 1) {
            return List.of(buildHere(compiler, modules.getFirst()));
        }
        int limit = Math.clamp(config.parallel().orElse(Runtime.getRuntime().availableProcessors()), 1, modules.size());
        context.progress().report("a container for each of " + modules.size() + " kmods");
        try (LocalImage prepared = toolchain.snapshot()) {
            AtomicInteger settled = new AtomicInteger();
            List<Callable<SettledKmod>> builds = modules.stream()
                    .<Callable<SettledKmod>>map(kmod -> () -> {
                        context.progress().report("kmod " + kmod.name(), settled.get(), modules.size());
                        SettledKmod ended = build(prepared, compiler, kmod);
                        context.progress().report("kmods", settled.incrementAndGet(), modules.size());
                        return ended;
                    })
                    .toList();
            return InParallel.run(limit, builds);
        }
    }

    /** The only one needs no other container than the one where everything is prepared. */
    private SettledKmod buildHere(Compiler compiler, Kmod kmod) throws InterruptedException {
        context.progress().report("kmod " + kmod.name(), 0, 1);
        SettledKmod settled = new KmodBuild(context, config, upstream, toolchain, compiler).settle(kmod);
        context.progress().report("kmods", 1, 1);
        return settled;
    }

    private SettledKmod build(LocalImage prepared, Compiler compiler, Kmod kmod) throws InterruptedException {
        try (Toolchain own = toolchain.another(prepared)) {
            return new KmodBuild(context, config, upstream, own, compiler).settle(kmod);
        }
    }

    private Compiler installKernel(KernelPackages kernel) throws InterruptedException {
        context.progress().report("installing headers of " + kver);
        RepeatableBuilds.in(toolchain, kernel.builtAt());
        dnf(Map.of(KERNEL_INSIDE, kernel.directory()))
                .install("dnf-kernel", Scriptlets.SKIP, kernel.pathsIn(KERNEL_INSIDE))
                .ifPresent(problem -> {
                    throw problem.failure("the kernel's devel packages", "DEVEL_UNINSTALLABLE");
                });
        return toolchain.compilerFor(kver);
    }

    private void openRepository(LineFile.Repository repository) throws InterruptedException {
        new KmodRepository(repository).putInto(toolchain.container(), context.workspace());
        Dnf dnf = dnf(Map.of());
        dnf.refresh("dnf-repository").ifPresent(problem -> {
            throw problem.failure("anything: no metadata of " + repository.url(), "REPOSITORY_UNUSABLE");
        });
        // With its scriptlets: they make the user that it builds as.
        dnf.install("dnf-akmods", Scriptlets.RUN, List.of("akmods")).ifPresent(problem -> {
            throw problem.failure("akmods", "AKMODS_UNINSTALLABLE");
        });
    }

    private Dnf dnf(Map<String, Path> shown) {
        return new Dnf(toolchain.container(), config, context.progress(), shown);
    }
}
