package io.kernelgraft.runtime.container;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One container that a stage changes and, if all went well, pushes. Closing it throws it away:
 *
 * <pre>{@code
 * try (WorkingContainer container = buildah.from(context.tools(), rebuild.base())) {
 *     container.run(ContainerCall.of(ToolCall.of("depmod", deadline, "depmod", "-a", kver))).orFail(…);
 *     container.label(labels);
 *     ImageReference pushed = container.commitAndPush(target, rebuild.requestedAt());
 * }
 * }</pre>
 */
public final class WorkingContainer implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(WorkingContainer.class);

    private final Buildah buildah;
    private final ToolRunner tools;
    private final String name;
    private RootTree mounted;

    WorkingContainer(Buildah buildah, ToolRunner tools, String name) {
        this.buildah = buildah;
        this.tools = tools;
        this.name = name;
    }

    /**
     * Runs a program inside, as root; a non-zero exit is a result. It writes its output to files: with chroot isolation
     * buildah ends as soon as the program does, and loses what it has not passed on by then.
     *
     * @see <a href="https://github.com/containers/buildah/blob/v1.28.2/chroot/run_common.go">runUsingChrootMain</a>
     */
    public ToolResult run(ContainerCall call) throws InterruptedException {
        try (ContainerOutput output = ContainerOutput.in(buildah.temporary())) {
            ContainerCall writing = call.sharing(output.directory(), ContainerOutput.INSIDE);
            return tools.run(
                    outside(writing, output.redirected(call.tool().argv())).writing(output.files()));
        }
    }

    /** The call of buildah that makes that call inside. */
    private ToolCall outside(ContainerCall call, List<String> argvInside) {
        ToolCall inside = call.tool();
        List<String> arguments =
                new ArrayList<>(List.of("run", "--isolation", "chroot", "--network", "host", "--no-hosts"));
        arguments.addAll(List.of("--env", "LC_ALL=C.UTF-8"));
        inside.environment().forEach((key, value) -> arguments.addAll(List.of("--env", key + "=" + value)));
        inside.directory().ifPresent(directory -> arguments.addAll(List.of("--workingdir", directory.toString())));
        call.readOnly().forEach((path, host) -> arguments.addAll(List.of("--volume", host + ":" + path + ":ro")));
        call.writable().forEach((path, host) -> arguments.addAll(List.of("--volume", host + ":" + path)));
        arguments.add(name);
        arguments.add("--");
        arguments.addAll(argvInside);
        ToolCall outer = buildah.call(inside.name(), inside.deadline(), arguments);
        List<String> argv = new ArrayList<>(outer.argv());
        if (!call.network()) {
            // Chroot isolation knows only the host's network, so the whole of buildah gets an empty one.
            argv.addAll(0, List.of("unshare", "--net", "--"));
        }
        return new ToolCall(
                inside.name(),
                argv,
                inside.deadline(),
                outer.directory(),
                outer.environment(),
                inside.stdin(),
                inside.onLine(),
                Optional.empty());
    }

    /** Runs a program inside, without network. */
    public ToolResult run(ToolCall tool) throws InterruptedException {
        return run(ContainerCall.of(tool));
    }

    /** The container's files as this process sees them. */
    public RootTree mount() throws InterruptedException {
        if (mounted == null) {
            ToolResult result = buildah("mount", "mount", name).orFail(FailureKind.TRANSIENT, "CONTAINER_MOUNT_FAILED");
            mounted = new RootTree(Path.of(result.stdout().strip()));
        }
        return mounted;
    }

    /**
     * Copies files in.
     *
     * @param directory absolute path inside, made if missing
     * @param mode octal, for example {@code 0644}; owner is root
     */
    public void copyIn(List<Path> files, String directory, String mode) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("copy", "--quiet", "--chown", "0:0", "--chmod", mode, name));
        files.forEach(file -> arguments.add(file.toString()));
        arguments.add(directory.endsWith("/") ? directory : directory + "/");
        tools.run(buildah.call("copy", buildah.config().deadline(), arguments))
                .orFail(FailureKind.TRANSIENT, "CONTAINER_COPY_FAILED");
    }

    /** Sets labels; one that the base image has too is overwritten. */
    public void label(Map<String, String> labels) throws InterruptedException {
        configure("label", labels).orFail(FailureKind.INTERNAL, "CONTAINER_LABEL_FAILED");
    }

    /** Sets variables for every program that runs here from now on, and in containers of its snapshots. */
    public void environment(Map<String, String> variables) throws InterruptedException {
        configure("env", variables).orFail(FailureKind.INTERNAL, "CONTAINER_ENVIRONMENT_FAILED");
    }

    private ToolResult configure(String what, Map<String, String> values) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("config"));
        values.forEach((key, value) -> arguments.addAll(List.of("--" + what, key + "=" + value)));
        arguments.add(name);
        return tools.run(buildah.call(what, buildah.config().deadline(), arguments));
    }

    /**
     * Commits what it is like now, here alone.
     *
     * @throws StageFailure TRANSIENT {@code IMAGE_COMMIT_FAILED}
     */
    public LocalImage snapshot() throws InterruptedException {
        buildah.images().readLock().lock();
        try {
            return new LocalImage(buildah, tools, commit("snapshot"));
        } finally {
            buildah.images().readLock().unlock();
        }
    }

    /**
     * Commits as an OCI image and pushes it, once; the digest is the push's own (failure F40).
     *
     * @param target repository and tag
     * @param created the image's creation time and the new files' modification time
     * @return the pushed image, pinned
     */
    public ImageReference commitAndPush(ImageReference target, Instant created) throws InterruptedException {
        BuildahConfig config = buildah.config();
        Path digestFile = null;
        buildah.images().readLock().lock();
        try {
            digestFile = Files.createTempFile(buildah.temporary(), "push", ".digest");
            String image =
                    commit("commit", "--identity-label=false", "--timestamp", Long.toString(created.getEpochSecond()));
            tools.run(buildah.call(
                            "push",
                            config.pushDeadline(),
                            "push",
                            "--quiet",
                            "--format",
                            "oci",
                            "--compression-format",
                            "gzip",
                            "--compression-level",
                            Integer.toString(config.compressionLevel()),
                            "--digestfile",
                            digestFile.toString(),
                            buildah.tlsVerify(target),
                            image,
                            "docker://" + target))
                    .orFail(FailureKind.TRANSIENT, "IMAGE_PUSH_FAILED");
            return target.withDigest(new Digest(Files.readString(digestFile).strip()));
        } catch (IOException e) {
            throw new StageFailure(
                    FailureKind.TRANSIENT, "IMAGE_PUSH_FAILED", "no digest of the push: " + e.getMessage(), e);
        } finally {
            buildah.images().readLock().unlock();
            deleteQuietly(digestFile);
        }
    }

    /** @return the image's id */
    private String commit(String callName, String... options) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("commit", "--quiet", "--format", "oci"));
        arguments.addAll(List.of(options));
        arguments.add(name);
        String image = tools.run(buildah.call(callName, buildah.config().commitDeadline(), arguments))
                .orFail(FailureKind.TRANSIENT, "IMAGE_COMMIT_FAILED")
                .stdout()
                .strip();
        buildah.kept().made(image);
        return image;
    }

    /** Removes the container and what it mounted, also when the attempt was interrupted. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            ToolResult removed = buildah("remove", "rm", name);
            if (!removed.ok()) {
                LOGGER.warnf("container %s is left for the next start: %s", name, removed.lastLines(3));
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (StageFailure e) {
            // Cleaning up must not hide how the stage itself ended.
            LOGGER.warnf("container %s is left for the next start: %s", name, e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private ToolResult buildah(String callName, String... arguments) throws InterruptedException {
        return tools.run(buildah.call(callName, buildah.config().deadline(), arguments));
    }

    private static void deleteQuietly(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
