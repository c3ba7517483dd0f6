package io.kernelgraft.kmodbuilder.akmods;

import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.kmodbuilder.LogName;
import io.kernelgraft.kmodbuilder.toolchain.Compiler;
import io.kernelgraft.kmodbuilder.toolchain.Toolchain;
import io.kernelgraft.runtime.container.ContainerCall;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * akmods in a prepared toolchain. While this is open the guard in {@code akmodsbuild} is out; closing puts the script
 * back as it was.
 *
 * @see <a href="https://rpmfusion.org/Packaging/KernelModules/Akmods">akmods</a>
 */
public final class Akmods implements AutoCloseable {
    private static final String SCRIPT = "/usr/sbin/akmodsbuild";
    private static final String RESULTS = "/var/cache/akmods/";

    private final Toolchain toolchain;
    private final RootTree files;
    private final Path script;
    private final byte[] original;

    private Akmods(Toolchain toolchain, RootTree files, Path script, byte[] original) {
        this.toolchain = toolchain;
        this.files = files;
        this.script = script;
        this.original = original;
    }

    /**
     * Once, before any of these kmods is built in it or in a container that begins there.
     *
     * @throws io.kernelgraft.runtime.stage.StageFailure INTERNAL {@code TOOLCHAIN_UNUSABLE} without the user it builds as
     */
    public static void prepare(Toolchain toolchain, List<String> kmods) throws InterruptedException {
        toolchain.check("akmods-user", "id", "-u", "akmods");
        // What an image brought along must not be taken for what is built here.
        List<String> clean = new ArrayList<>(List.of("rm", "-rf", "--"));
        kmods.forEach(kmod -> clean.add(RESULTS + kmod));
        toolchain.check("akmods-clean", clean.toArray(String[]::new));
    }

    /** @throws io.kernelgraft.runtime.stage.StageFailure INTERNAL {@code TOOLCHAIN_UNUSABLE} without script */
    public static Akmods open(Toolchain toolchain) throws InterruptedException {
        RootTree files = toolchain.container().mount();
        try {
            Path script = files.resolve(SCRIPT);
            byte[] original = Files.readAllBytes(script);
            Optional<String> unguarded =
                    AkmodsbuildGuard.removedFrom(new String(original, StandardCharsets.ISO_8859_1));
            if (unguarded.isPresent()) {
                Files.write(script, unguarded.get().getBytes(StandardCharsets.ISO_8859_1));
            }
            return new Akmods(toolchain, files, script, original);
        } catch (IOException | IllegalArgumentException e) {
            throw toolchain.unusable(SCRIPT + ": " + e.getMessage());
        }
    }

    /**
     * Builds one kmod for one kernel, without network.
     *
     * @param into an existing directory for what it leaves
     * @throws io.kernelgraft.runtime.stage.StageFailure TRANSIENT {@code TOOL_DEADLINE} if it took longer
     */
    public AkmodsBuild build(String kmod, Kver kver, Compiler compiler, Duration deadline, Path into, Progress progress)
            throws InterruptedException {
        ToolCall call = ToolCall.of(
                "akmods-" + LogName.of(kmod),
                deadline,
                "akmods",
                "--force",
                "--verbose",
                "--kernels",
                kver.value(),
                "--kmod",
                kmod);
        for (var variable : compiler.environment().entrySet()) {
            call = call.with(variable.getKey(), variable.getValue());
        }
        try (LiveLog live = new LiveLog(files, progress, kmod)) {
            ToolResult result = toolchain.container().run(ContainerCall.of(call));
            List<Path> left = copyOut(RESULTS + kmod, into);
            return new AkmodsBuild(
                    result.exitCode(),
                    result.lastLines(5),
                    named(left, Pattern.compile(".+-for-" + Pattern.quote(kver.value()) + "(\\.failed)?\\.log")),
                    named(
                            left,
                            Pattern.compile(Pattern.quote("kmod-" + kmod + "-" + kver + "-") + "(?!debug).+\\.rpm")));
        }
    }

    // Regular files only: a link made by a kmod's build must not lead anywhere else.
    private List<Path> copyOut(String directory, Path into) {
        List<Path> copies = new ArrayList<>();
        try {
            Path results = files.resolve(directory);
            if (!Files.isDirectory(results)) {
                return List.of();
            }
            try (Stream<Path> found = Files.list(results)) {
                for (Path file : found.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                        .sorted()
                        .toList()) {
                    copies.add(Files.copy(file, into.resolve(file.getFileName().toString())));
                }
            }
            return copies;
        } catch (IOException e) {
            throw toolchain.unusable("results of akmods can't be read: " + e.getMessage());
        }
    }

    private static List<Path> named(List<Path> files, Pattern name) {
        return files.stream()
                .filter(file -> name.matcher(file.getFileName().toString()).matches())
                .toList();
    }

    /** @throws io.kernelgraft.runtime.stage.StageFailure INTERNAL {@code TOOLCHAIN_UNUSABLE} if it is not as it was */
    @Override
    public void close() {
        try {
            Files.write(script, original);
            if (!Arrays.equals(Files.readAllBytes(script), original)) {
                throw toolchain.unusable(SCRIPT + " is not as it was before the build");
            }
        } catch (IOException e) {
            throw toolchain.unusable(SCRIPT + " can't be put back: " + e.getMessage());
        }
    }
}
