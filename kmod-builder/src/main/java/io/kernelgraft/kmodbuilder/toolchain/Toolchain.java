package io.kernelgraft.kmodbuilder.toolchain;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.container.LocalImage;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.container.WorkingContainer;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A container kmods are compiled in: a fresh one of the line's toolchain image for each attempt, and once that is
 * prepared one for each kmod that begins where it is. None of them is pushed.
 */
public final class Toolchain implements AutoCloseable {
    private static final Duration SHORT = Duration.ofMinutes(2);

    private final ImageReference image;
    private final WorkingContainer container;

    private Toolchain(ImageReference image, WorkingContainer container) {
        this.image = image;
        this.container = container;
    }

    /**
     * The image that the line's tag names now; to be asked once in an attempt.
     *
     * @return empty if it names none
     */
    public static Optional<ImageReference> resolve(Registry registry, ImageReference toolchain) {
        return registry.resolve(toolchain).map(toolchain::withDigest);
    }

    /** UPSTREAM {@code TOOLCHAIN_MISSING}. */
    public static StageFailure missing(ImageReference toolchain) {
        return new StageFailure(
                FailureKind.UPSTREAM, "TOOLCHAIN_MISSING", "kmods.toolchain: there is no image " + toolchain);
    }

    /** Makes a container in which compilers find their temporary directories. */
    public static Toolchain open(Buildah buildah, ToolRunner tools, ImageReference pinned) throws InterruptedException {
        Toolchain opened = new Toolchain(pinned, buildah.from(tools, pinned));
        try {
            // Failure F57: rpmbuild runs as another user, and image builds often leave these 0755.
            opened.check("temporary-directories", "mkdir", "-p", "/tmp", "/var/tmp");
            opened.check("temporary-directories", "chmod", "1777", "/tmp", "/var/tmp");
            return opened;
        } catch (RuntimeException | InterruptedException e) {
            opened.close();
            throw e;
        }
    }

    /** What it is like now, for more of the same. */
    public LocalImage snapshot() throws InterruptedException {
        switchOffLocalPlugin();
        return container.snapshot();
    }

    /**
     * dnf5's plugin "local" copies whatever is installed into a repository in the container. Nobody needs it here, and in a
     * container of a committed image its createrepo_c dies (cr_gio_cp), and the transaction with it; akmods' own as well,
     * which is why an option of our calls is not enough.
     */
    private void switchOffLocalPlugin() throws InterruptedException {
        RootTree files = container.mount();
        try {
            Path plugin = files.resolve("/etc/dnf/libdnf5-plugins/local.conf");
            if (Files.isRegularFile(plugin)) {
                Files.writeString(plugin, Files.readString(plugin).replaceFirst("(?m)^enabled\\s*=.*$", "enabled = 0"));
            }
        } catch (IOException e) {
            throw unusable("dnf's plugin can't be switched off: " + e.getMessage());
        }
    }

    /** One more, as this one was when the snapshot was taken. */
    public Toolchain another(LocalImage snapshot) throws InterruptedException {
        return new Toolchain(image, snapshot.open());
    }

    /** The image, pinned. */
    public ImageReference image() {
        return image;
    }

    public WorkingContainer container() {
        return container;
    }

    /** @throws StageFailure INTERNAL {@code TOOLCHAIN_UNUSABLE} unless the program exits 0 */
    public void check(String name, String... argv) throws InterruptedException {
        ToolResult result = container.run(ToolCall.of(name, SHORT, argv));
        if (!result.ok()) {
            throw unusable("'%s' exited %d: %s"
                    .formatted(String.join(" ", argv), result.exitCode(), String.join(" | ", result.lastLines(3))));
        }
    }

    /**
     * What the installed kernel was compiled with; this toolchain has it.
     *
     * @throws StageFailure UPSTREAM {@code DEVEL_INCOMPLETE} if the headers carry no configuration
     */
    public Compiler compilerFor(Kver kver) throws InterruptedException {
        Compiler compiler = Compiler.of(kernelConfig(kver));
        for (String program : compiler.programs()) {
            check("compiler", program, "--version");
        }
        return compiler;
    }

    private List<String> kernelConfig(Kver kver) throws InterruptedException {
        List<String> places = List.of(
                "/usr/src/kernels/" + kver + "/.config",
                "/usr/lib/modules/" + kver + "/build/.config",
                "/usr/lib/modules/" + kver + "/config");
        RootTree files = container.mount();
        try {
            for (String place : places) {
                Path config = files.resolve(place);
                if (Files.isRegularFile(config)) {
                    return Files.readAllLines(config, StandardCharsets.ISO_8859_1);
                }
            }
        } catch (IOException e) {
            throw unusable("the kernel's configuration can't be read: " + e.getMessage());
        }
        throw new StageFailure(
                FailureKind.UPSTREAM,
                "DEVEL_INCOMPLETE",
                "the devel packages of " + kver + " carry no kernel configuration; looked for " + places);
    }

    public StageFailure unusable(String message) {
        return new StageFailure(FailureKind.INTERNAL, "TOOLCHAIN_UNUSABLE", "toolchain " + image + ": " + message);
    }

    @Override
    public void close() {
        container.close();
    }
}
