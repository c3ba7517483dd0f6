package io.kernelgraft.lab.fault;

import io.kernelgraft.lab.process.ChildProcess;
import io.kernelgraft.lab.process.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes images with something wrong in them, with buildah and a script that runs inside; needs root. */
public final class SpoiledImage implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final String CONTAINER = "kernelgraft-spoiled";
    private static final String IMAGE = "localhost/kernelgraft-spoiled";

    private final Path scripts;
    private final Path assets;
    private final Path work;
    private final Map<String, String> environment;

    /**
     * @param faults {@code deploy/lab/faults}
     * @param assets the lab's, which scripts may read
     * @param work a directory of its own, for buildah's storage and logs
     */
    public SpoiledImage(Path faults, Path assets, Path work) {
        this(faults, assets, work, Map.of());
    }

    /** @param environment of buildah: {@code REGISTRY_AUTH_FILE} for a registry that asks who it is */
    SpoiledImage(Path faults, Path assets, Path work, Map<String, String> environment) {
        this.scripts = faults;
        this.assets = assets;
        this.work = work;
        this.environment = environment;
    }

    /**
     * Pushes the image with these faults in it.
     *
     * @param base {@code host:port/repository@digest}, which is plain HTTP
     * @param target {@code host:port/repository:tag}
     * @return the digest that was pushed
     * @throws IllegalStateException with the tool's last words, if one fails
     */
    public String push(String base, String target, LabFault... faults) {
        Path digest = work.resolve("pushed.digest");
        try {
            buildah("from", "--quiet", "--tls-verify=false", "--name", CONTAINER, base);
            for (LabFault fault : faults) {
                spoil(fault);
            }
            buildah("commit", "--quiet", "--format", "oci", CONTAINER, IMAGE);
            buildah(
                    "push",
                    "--quiet",
                    "--tls-verify=false",
                    "--digestfile",
                    digest.toString(),
                    IMAGE,
                    "docker://" + target);
            return Files.readString(digest).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the digest of " + target, e);
        } finally {
            // Nothing else is in this storage; without a container there is nothing to remove.
            buildah("rm", "--all");
        }
    }

    private void spoil(LabFault fault) {
        buildah(
                "run",
                "--isolation",
                "chroot",
                "--network",
                "host",
                "--volume",
                script(fault) + ":/run/kernelgraft-fault:ro",
                "--volume",
                assets + ":/run/kernelgraft-assets:ro",
                CONTAINER,
                "--",
                "/run/kernelgraft-fault");
    }

    private Path script(LabFault fault) {
        String sort = fault.breakage() instanceof ToolchainFault ? "toolchain" : "base";
        return scripts.resolve(sort).resolve(fault.wireName());
    }

    private void buildah(String... arguments) {
        List<String> argv = new ArrayList<>(List.of(
                "buildah",
                "--root",
                work.resolve("root").toString(),
                "--runroot",
                work.resolve("run").toString(),
                "--storage-driver",
                "overlay"));
        argv.addAll(List.of(arguments));
        String name = "buildah-" + arguments[0];
        ChildProcess.start(name, argv, work.resolve(name + ".log"), environment).requireSuccess(DEADLINE);
    }

    /** Removes images and storage. */
    @Override
    public void close() {
        if (Files.exists(work)) {
            buildah("rmi", "--all", "--force");
            FileTree.delete(work);
        }
    }
}
