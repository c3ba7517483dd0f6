package io.kernelgraft.runtime.container;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.disk.Disk;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolRunner;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Working containers in a storage of this service's own. What a killed predecessor left there is removed before the
 * first use. Needs root. Chroot isolation keeps a build from meddling with the host by accident; it is no boundary
 * against a hostile root process, which is why no key is ever on a machine's builder.
 */
@ApplicationScoped
public class Buildah {
    private final BuildahConfig config;
    private final Images kept;
    private final Set<String> plainHttp;
    /** Read: an image is being used. Write: images are being removed. */
    private final ReadWriteLock images = new ReentrantReadWriteLock();

    private boolean prepared;

    public Buildah(
            BuildahConfig config,
            @ConfigProperty(name = "kernelgraft.registry.plain-http") Optional<List<String>> plainHttp) {
        this.config = config;
        this.kept = new Images(this, config.storage());
        this.plainHttp = new HashSet<>(plainHttp.orElse(List.of()));
    }

    /**
     * Removes what a killed predecessor left and makes the storage ready, once; the first container does it too. A service
     * calls it when it starts, before it claims anything.
     */
    public synchronized void prepare() {
        if (prepared) {
            return;
        }
        try {
            if (Files.exists(root())) {
                new Leftovers(config.storage(), argv(List.of("rm", "--all")), config.deadline()).remove();
            }
            Files.createDirectories(temporary());
            prepared = true;
        } catch (IOException e) {
            throw new UncheckedIOException("the buildah storage " + config.storage() + " can't be made ready", e);
        }
    }

    /**
     * A fresh container of exactly that image.
     *
     * @param tools the attempt's, so that deadline, log and cancellation are the attempt's too
     * @throws io.kernelgraft.runtime.stage.StageFailure TRANSIENT {@code IMAGE_PULL_FAILED}
     */
    public WorkingContainer from(ToolRunner tools, ImageReference pinned) throws InterruptedException {
        pinned.pinned();
        prepare();
        images.readLock().lock();
        try {
            // Pinned by digest: what is in the storage under that digest is never outdated.
            String name = open(tools, config.pullDeadline(), "--pull=false", tlsVerify(pinned), "docker://" + pinned);
            kept.usedBy(tools, name);
            return new WorkingContainer(this, tools, name);
        } finally {
            images.readLock().unlock();
        }
    }

    /** A fresh container of an image that was made here and that somebody holds on to. */
    WorkingContainer fromLocal(ToolRunner tools, String image) throws InterruptedException {
        images.readLock().lock();
        try {
            return new WorkingContainer(this, tools, open(tools, config.deadline(), "--pull=never", image));
        } finally {
            images.readLock().unlock();
        }
    }

    private String open(ToolRunner tools, Duration deadline, String... source) throws InterruptedException {
        String name = "kernelgraft-" + UUID.randomUUID();
        List<String> arguments = new ArrayList<>(List.of("from", "--quiet", "--name", name, "--isolation", "chroot"));
        arguments.addAll(List.of(source));
        tools.run(call("pull", deadline, arguments)).orFail(FailureKind.TRANSIENT, "IMAGE_PULL_FAILED");
        return name;
    }

    BuildahConfig config() {
        return config;
    }

    ReadWriteLock images() {
        return images;
    }

    Path temporary() {
        return config.storage().resolve("tmp");
    }

    /** {@code --tls-verify=false} for the hosts that are configured as plain HTTP, and for no other. */
    String tlsVerify(ImageReference reference) {
        return "--tls-verify=" + !plainHttp.contains(reference.host());
    }

    ToolCall call(String name, Duration deadline, String... arguments) {
        return call(name, deadline, List.of(arguments));
    }

    ToolCall call(String name, Duration deadline, List<String> arguments) {
        return ToolCall.of(name, deadline, argv(arguments))
                .with("TMPDIR", temporary().toString());
    }

    /** Where it works; empty as long as this service has not used it. */
    public synchronized Optional<Path> storage() {
        return prepared ? Optional.of(config.storage()) : Optional.empty();
    }

    /** Before an attempt: keeps the storage within its quota, unless somebody fetches or commits an image just now. */
    public void prune(ToolRunner tools) throws InterruptedException {
        removing(() -> kept.prune(tools, config.storageQuota().asLongValue()));
    }

    /**
     * Removes the least recently used images until so much is free.
     *
     * @param disk where room is needed; a storage on another one stays as it is
     */
    public void shrink(ToolRunner tools, Disk disk, long free) throws InterruptedException {
        if (Disk.of(config.storage()).sameAs(disk)) {
            removing(() -> kept.shrink(tools, disk, free));
        }
    }

    private interface Removal {
        void run() throws InterruptedException;
    }

    private void removing(Removal removal) throws InterruptedException {
        if (storage().isEmpty() || !images.writeLock().tryLock()) {
            return;
        }
        try {
            removal.run();
        } finally {
            images.writeLock().unlock();
        }
    }

    Images kept() {
        return kept;
    }

    Path root() {
        return config.storage().resolve("root");
    }

    private List<String> argv(List<String> arguments) {
        List<String> argv = new ArrayList<>(List.of(
                "buildah",
                "--root",
                root().toString(),
                "--runroot",
                config.storage().resolve("run").toString(),
                "--storage-driver",
                "overlay"));
        argv.addAll(arguments);
        return argv;
    }
}
