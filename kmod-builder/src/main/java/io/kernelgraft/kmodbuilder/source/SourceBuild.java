package io.kernelgraft.kmodbuilder.source;

import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.kmodbuilder.LogName;
import io.kernelgraft.kmodbuilder.akmods.AkmodsLog;
import io.kernelgraft.kmodbuilder.toolchain.Compiler;
import io.kernelgraft.kmodbuilder.toolchain.Toolchain;
import io.kernelgraft.runtime.container.ContainerCall;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * kbuild and rpmbuild on plain sources, in a toolchain with the kernel's headers in it: without network, and as a user who
 * owns nothing but the sources.
 */
public final class SourceBuild {
    private static final String INSIDE = "/run/kernelgraft/source";
    private static final String SPEC = "/run/kernelgraft/spec";
    private static final String PACKAGE = "/run/kernelgraft/package";
    private static final String USER = "nobody";
    private static final int MOST_ERRORS = 5;

    private final Toolchain toolchain;
    private final Compiler compiler;
    private final Kver kver;
    private final Duration deadline;

    public SourceBuild(Toolchain toolchain, Compiler compiler, Kver kver, Duration deadline) {
        this.toolchain = toolchain;
        this.compiler = compiler;
        this.kver = kver;
        this.deadline = deadline;
    }

    /**
     * @param problem why there is no RPM, for people; empty if there is one
     * @param compilers whether the same sources would fail in the same way the next time
     */
    public record Result(List<Path> rpms, Optional<String> problem, boolean compilers) {
        public Result {
            rpms = List.copyOf(rpms);
        }

        private static Result problem(String words) {
            return new Result(List.of(), Optional.of(words), false);
        }
    }

    /**
     * @param name of the kmod, and of the logs
     * @param sources directory on the host; what is built lies in it too
     * @param kbuild the directory in it that has the Kbuild file
     * @param release of the package
     */
    public Result build(String name, Path sources, Path kbuild, String release) throws InterruptedException {
        Path inside = Path.of(INSIDE).resolve(sources.relativize(kbuild));
        run(sources, ToolCall.of("source-owner", deadline, "chown", "-R", "-h", USER, INSIDE));
        ToolCall make = asUser(
                "make-" + LogName.of(name),
                "make",
                "-j" + Runtime.getRuntime().availableProcessors(),
                "-C",
                "/usr/lib/modules/" + kver + "/build",
                "M=" + inside,
                "modules");
        for (var variable : compiler.environment().entrySet()) {
            make = make.with(variable.getKey(), variable.getValue());
        }
        ToolResult made = run(sources, make);
        if (!made.ok()) {
            List<String> errors = AkmodsLog.lastErrors(made.tail().stream(), MOST_ERRORS);
            return new Result(
                    List.of(),
                    Optional.of("did not build: " + String.join(" | ", errors)),
                    AkmodsLog.blamesTheSources(made.tail().stream()));
        }
        List<String> modules = modulesBelow(kbuild, inside);
        if (modules.isEmpty()) {
            return Result.problem("make reported no failure, but left no module");
        }
        KmodSpec spec = new KmodSpec(name, kver, release, PACKAGE + "/modules");
        return packaged(Packaging.beside(sources, spec), sources, modules);
    }

    private Result packaged(Packaging packaging, Path sources, List<String> modules) throws InterruptedException {
        run(sources, packaging, ToolCall.of("package-owner", deadline, "chown", "-R", "-h", USER, PACKAGE));
        List<List<String>> steps = List.of(
                with(List.of("strip", "--strip-debug"), modules),
                with(List.of("xz", "--keep", "--force", "--check=crc32", "--lzma2=dict=1MiB"), modules),
                with(
                        List.of("mv", "-t", PACKAGE + "/modules"),
                        modules.stream().map(module -> module + ".xz").toList()),
                List.of(
                        "rpmbuild",
                        "-bb",
                        "--define",
                        "_topdir " + PACKAGE,
                        "--define",
                        "_rpmdir " + PACKAGE + "/rpms",
                        "--target",
                        "x86_64",
                        SPEC + "/" + Packaging.SPEC));
        for (List<String> step : steps) {
            ToolResult result = run(sources, packaging, asUser(step.getFirst(), step.toArray(String[]::new)));
            if (!result.ok()) {
                return Result.problem(
                        "could not be packaged: " + step.getFirst() + ": " + String.join(" | ", result.lastLines(3)));
            }
        }
        return new Result(files(packaging.built(), ".rpm"), Optional.empty(), false);
    }

    private List<String> modulesBelow(Path kbuild, Path inside) {
        return files(kbuild, ".ko").stream()
                .map(module -> inside.resolve(kbuild.relativize(module)).toString())
                .toList();
    }

    // Regular files only: a link made by a kmod's build must not lead anywhere else.
    private static List<Path> files(Path directory, String ending) {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(path -> path.getFileName().toString().endsWith(ending)
                            && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> with(List<String> first, List<String> more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(more);
        return all;
    }

    private ToolCall asUser(String name, String... argv) {
        return ToolCall.of(name, deadline, with(List.of("runuser", "-u", USER, "--"), List.of(argv)))
                .with("HOME", "/nonexistent");
    }

    private ToolResult run(Path sources, ToolCall call) throws InterruptedException {
        return toolchain.container().run(ContainerCall.of(call).sharing(sources, INSIDE));
    }

    private ToolResult run(Path sources, Packaging packaging, ToolCall call) throws InterruptedException {
        return toolchain
                .container()
                .run(ContainerCall.of(call)
                        .sharing(sources, INSIDE)
                        .sharing(packaging.built(), PACKAGE)
                        .showing(packaging.spec(), SPEC));
    }
}
