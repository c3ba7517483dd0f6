package io.kernelgraft.kmodbuilder.repository;

import io.kernelgraft.kmodbuilder.KmodBuilderConfig;
import io.kernelgraft.runtime.container.ContainerCall;
import io.kernelgraft.runtime.container.WorkingContainer;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * dnf inside the build container. Fetching and installing are two calls: only the first one needs the network, and only
 * that one is tried again when an upstream is not there (failure H8).
 */
public final class Dnf {
    /** Whether a package's scriptlets run; an akmod's would start a build of its own (handbook 3.3). */
    public enum Scriptlets {
        RUN,
        SKIP
    }

    private static final List<String> ALWAYS = List.of("dnf", "-y", "--setopt=install_weak_deps=False");

    private final WorkingContainer container;
    private final KmodBuilderConfig config;
    private final Progress progress;
    private final Map<String, Path> shown;

    /** @param shown host directories that are visible inside while dnf runs, by path inside */
    public Dnf(WorkingContainer container, KmodBuilderConfig config, Progress progress, Map<String, Path> shown) {
        this.container = container;
        this.config = config;
        this.progress = progress;
        this.shown = Map.copyOf(shown);
    }

    /** Reads the repositories' metadata anew; the problem, if any, after all attempts. */
    public Optional<DnfProblem> refresh(String name) throws InterruptedException {
        return fetch(name, List.of("makecache", "--refresh"));
    }

    /**
     * Installs packages.
     *
     * @param name names the logs
     * @param packages names, or paths inside the container
     * @return what kept it from doing so, if anything
     */
    public Optional<DnfProblem> install(String name, Scriptlets scriptlets, List<String> packages)
            throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("install"));
        if (scriptlets == Scriptlets.SKIP) {
            arguments.add("--setopt=tsflags=noscripts");
        }
        arguments.addAll(packages);
        List<String> fetching = new ArrayList<>(arguments);
        fetching.add(1, "--downloadonly");
        Optional<DnfProblem> problem = fetch(name + "-fetch", fetching);
        if (problem.isPresent()) {
            return problem;
        }
        ToolResult result = run(name, arguments);
        return result.ok() ? Optional.empty() : Optional.of(DnfProblem.of(result.tail()));
    }

    private Optional<DnfProblem> fetch(String name, List<String> arguments) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            ToolResult result = run(name, arguments);
            if (result.ok()) {
                return Optional.empty();
            }
            DnfProblem problem = DnfProblem.of(result.tail());
            if (problem.kind() != DnfProblem.Kind.UNAVAILABLE || attempt >= config.fetchAttempts()) {
                return Optional.of(problem);
            }
            Duration pause = config.fetchPause().multipliedBy(attempt);
            progress.report("repository not there, trying again in " + pause.toSeconds() + " s: " + problem.words());
            Thread.sleep(pause);
        }
    }

    private ToolResult run(String name, List<String> arguments) throws InterruptedException {
        List<String> argv = new ArrayList<>(ALWAYS);
        argv.addAll(arguments);
        ToolCall dnf = ToolCall.of(name, config.fetchDeadline(), argv);
        ContainerCall call = ContainerCall.of(dnf).withNetwork();
        for (Map.Entry<String, Path> directory : shown.entrySet()) {
            call = call.showing(directory.getValue(), directory.getKey());
        }
        return container.run(call);
    }
}
