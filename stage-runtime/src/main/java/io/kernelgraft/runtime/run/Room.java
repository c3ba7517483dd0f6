package io.kernelgraft.runtime.run;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.disk.Disk;
import io.kernelgraft.runtime.disk.DiskFull;
import io.kernelgraft.runtime.registry.BlobCache;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolRunner;
import io.kernelgraft.runtime.workspace.WorkspaceConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Room on the disk: made before an attempt, and what is said when there is none (failure F72). */
@ApplicationScoped
class Room {
    private final Path workspace;
    private final long floor;
    private final Buildah buildah;
    private final BlobCache blobs;

    Room(WorkspaceConfig config, Buildah buildah, BlobCache blobs) {
        this.workspace = config.directory();
        this.floor = config.freeFloor().asLongValue();
        this.buildah = buildah;
        this.blobs = blobs;
    }

    /**
     * Keeps the container storage within its quota and, where less than the floor is free, gives up what can be fetched again.
     *
     * @throws StageFailure TRANSIENT {@code DISK_FULL} if that is not enough
     */
    void make(ToolRunner tools) throws InterruptedException {
        buildah.prune(tools);
        for (Disk disk : disks()) {
            if (disk.free() < floor) {
                blobs.shrink(disk, floor);
                buildah.shrink(tools, disk, floor);
            }
            if (disk.free() < floor) {
                throw new StageFailure(
                        FailureKind.TRANSIENT,
                        DiskFull.REASON,
                        disk.directory() + " needs " + Disk.megabytes(floor)
                                + " free before a stage starts; what can be fetched again is removed already");
            }
        }
    }

    /**
     * What an attempt came to whose disk was full: that, and nothing else that the stage made of it.
     *
     * @param said the words of the tool
     */
    Outcome.Failed full(String said) {
        String free = disks().stream()
                .map(disk -> disk.directory() + ": " + disk)
                .collect(Collectors.joining("; ", " (now ", ")"));
        return new Outcome.Failed(FailureKind.TRANSIENT, DiskFull.REASON, said + free);
    }

    /** The same for a failure; one that has nothing to do with the disk stays as it is. */
    Outcome.Failed seen(Throwable cause, Outcome.Failed failed) {
        Optional<String> words = DiskFull.in(cause);
        if (words.isEmpty() && !failed.reason().equals(DiskFull.REASON)) {
            return nextToNothing(failed);
        }
        return words.filter(said -> !failed.message().contains(said))
                .map(said -> full(failed.message() + ": " + said))
                .orElseGet(() -> full(failed.message()));
    }

    /** Not every tool says why it failed. A verdict about an image that was reached without room is none. */
    Outcome.Failed nextToNothing(Outcome.Failed failed) {
        return disks().stream().anyMatch(disk -> disk.free() < floor / 32)
                ? full(failed.reason() + " with next to nothing free: " + failed.message())
                : failed;
    }

    private List<Disk> disks() {
        List<Disk> disks = new ArrayList<>(List.of(Disk.of(workspace)));
        buildah.storage().map(Disk::of).ifPresent(disks::add);
        return disks;
    }
}
