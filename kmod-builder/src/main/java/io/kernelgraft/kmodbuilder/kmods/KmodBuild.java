package io.kernelgraft.kmodbuilder.kmods;

import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.contract.line.LineFile.Source;
import io.kernelgraft.kmodbuilder.KmodBuilderConfig;
import io.kernelgraft.kmodbuilder.LogName;
import io.kernelgraft.kmodbuilder.akmods.Akmods;
import io.kernelgraft.kmodbuilder.akmods.AkmodsBuild;
import io.kernelgraft.kmodbuilder.akmods.BuildVerdict;
import io.kernelgraft.kmodbuilder.akmods.KmodRpm;
import io.kernelgraft.kmodbuilder.repository.Dnf;
import io.kernelgraft.kmodbuilder.repository.Dnf.Scriptlets;
import io.kernelgraft.kmodbuilder.repository.DnfProblem;
import io.kernelgraft.kmodbuilder.source.SourceBuild;
import io.kernelgraft.kmodbuilder.source.SourceTree;
import io.kernelgraft.kmodbuilder.source.UnusableSource;
import io.kernelgraft.kmodbuilder.toolchain.Compiler;
import io.kernelgraft.kmodbuilder.toolchain.Toolchain;
import io.kernelgraft.runtime.http.UpstreamHttp;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One kmod in a prepared toolchain that no other kmod uses. */
final class KmodBuild {
    private static final Duration SHORT = Duration.ofMinutes(1);

    private final StageContext context;
    private final KmodBuilderConfig config;
    private final UpstreamHttp upstream;
    private final Toolchain toolchain;
    private final Compiler compiler;
    private final Kver kver;

    KmodBuild(
            StageContext context,
            KmodBuilderConfig config,
            UpstreamHttp upstream,
            Toolchain toolchain,
            Compiler compiler) {
        this.context = context;
        this.config = config;
        this.upstream = upstream;
        this.toolchain = toolchain;
        this.compiler = compiler;
        this.kver = context.rebuild().kver();
    }

    /** @throws StageFailure for what is not this kmod's own fault */
    SettledKmod settle(Kmod kmod) throws InterruptedException {
        return kmod.source() == null ? fromAkmod(kmod) : fromSource(kmod);
    }

    private SettledKmod fromSource(Kmod kmod) throws InterruptedException {
        Path sources = context.workspace().resolve("sources").resolve(LogName.of(kmod.name()));
        try {
            Path kbuild =
                    new SourceTree(upstream, context.tools(), config, context.progress()).fetch(kmod.source(), sources);
            SourceBuild.Result result = new SourceBuild(toolchain, compiler, kver, config.buildDeadline())
                    .build(kmod.name(), sources, kbuild, release(kmod.source()));
            String builtFrom = KnownKmods.identity(kmod.source());
            if (result.problem().isPresent()) {
                return result.compilers()
                        ? SettledKmod.didNotCompile(kmod, result.problem().get(), builtFrom)
                        : SettledKmod.failed(kmod, result.problem().get());
            }
            return judged(kmod, new AkmodsBuild(0, List.of(), List.of(), result.rpms()), builtFrom);
        } catch (UnusableSource e) {
            return SettledKmod.failed(kmod, e.getMessage());
        } catch (StageFailure failure) {
            return late(kmod, failure);
        }
    }

    /** Tells packages of other sources apart, for people. */
    private static String release(Source source) {
        return source.digest().substring(source.digest().indexOf(':') + 1).substring(0, 12);
    }

    private static SettledKmod late(Kmod kmod, StageFailure failure) {
        if (failure.reason().equals("TOOL_DEADLINE")) {
            return SettledKmod.failed(kmod, failure.getMessage());
        }
        throw failure;
    }

    private SettledKmod fromAkmod(Kmod kmod) throws InterruptedException {
        Dnf dnf = new Dnf(toolchain.container(), config, context.progress(), Map.of());
        Optional<DnfProblem> problem =
                dnf.install("dnf-" + LogName.of(kmod.name()), Scriptlets.SKIP, List.of(kmod.akmod()));
        if (problem.isPresent()) {
            return uninstalled(kmod, problem.get());
        }
        try (Akmods akmods = Akmods.open(toolchain)) {
            return built(kmod, akmods);
        }
    }

    private SettledKmod built(Kmod kmod, Akmods akmods) throws InterruptedException {
        try {
            Path left = Files.createDirectories(
                    context.workspace().resolve("akmods").resolve(LogName.of(kmod.name())));
            AkmodsBuild build =
                    akmods.build(kmod.name(), kver, compiler, config.buildDeadline(), left, context.progress());
            for (Path log : build.logs()) {
                context.evidence().add("kmod-" + LogName.of(kmod.name()) + ".log", "text/plain; charset=utf-8", log);
            }
            return judged(kmod, build, installed(kmod));
        } catch (StageFailure failure) {
            return late(kmod, failure);
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

    private SettledKmod judged(Kmod kmod, AkmodsBuild build, String builtFrom) {
        BuildVerdict verdict =
                KmodRpm.judge(build, kver, context.workspace().resolve("module-" + LogName.of(kmod.name())));
        return switch (verdict) {
            case BuildVerdict.Built built -> SettledKmod.built(kmod, build.rpms(), built.modules(), builtFrom);
            case BuildVerdict.NotBuilt not ->
                not.compilers()
                        ? SettledKmod.didNotCompile(kmod, not.reason(), builtFrom)
                        : SettledKmod.failed(kmod, not.reason());
        };
    }

    /** NEVRA of the akmod package; empty if rpm does not say just one. */
    private String installed(Kmod kmod) throws InterruptedException {
        ToolResult asked = toolchain
                .container()
                .run(ToolCall.of("akmod", SHORT, "rpm", "-q", "--queryformat", "%{NEVRA}\\n", kmod.akmod()));
        List<String> said = asked.stdout().lines().toList();
        return asked.ok() && said.size() == 1 ? said.getFirst() : "";
    }
}
