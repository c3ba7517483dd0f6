package io.kernelgraft.verifier.disk;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A raw disk image with an EFI system partition and an ext4 root file system, both made in place in one sparse file.
 */
public final class RootDisk {
    static final String LABEL = "root";

    private static final long MIB = 1 << 20;
    private static final long SECTOR = 512;
    private static final long ESP_START = MIB;
    // Large enough for FAT32, which is what firmware must read.
    private static final long ESP_SIZE = 512 * MIB;
    private static final long ROOT_START = ESP_START + ESP_SIZE;
    // The second GPT stands at the end.
    private static final long TAIL = MIB;
    private static final long FREE_SPACE = 1024 * MIB;

    private RootDisk() {}

    /**
     * @param candidate a working container's files; rearranged by this
     * @param directory an empty one
     * @return the image
     */
    public static Path make(RootTree candidate, Path directory, PreparationTools tools)
            throws IOException, InterruptedException {
        BootLoader bootLoader = BootLoader.in(candidate);
        Path esp = directory.resolve("esp");
        OstreeDeployment deployment = OstreeDeployment.of(candidate, directory.resolve("sysroot"), tools);
        bootLoader.layOut(esp, deployment.entry().grubConfig());

        long rootSize = roundUp(used(deployment.sysroot(), tools) * 5 / 4 + FREE_SPACE);
        Path disk = directory.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(ROOT_START + rootSize + TAIL);
        }
        partition(disk, rootSize, directory, tools);
        formatEsp(disk, esp, tools);
        tools.run(
                "mkfs-root",
                "mkfs.ext4",
                "-q",
                "-F",
                "-L",
                LABEL,
                "-d",
                deployment.sysroot().toString(),
                "-E",
                "offset=" + ROOT_START,
                disk.toString(),
                rootSize / 1024 + "K");
        return disk;
    }

    private static void partition(Path disk, long rootSize, Path directory, PreparationTools tools)
            throws IOException, InterruptedException {
        Path table = Files.writeString(directory.resolve("partitions"), """
                label: gpt
                start=%d, size=%d, type=U
                start=%d, size=%d, type=L
                """.formatted(
                        ESP_START / SECTOR, ESP_SIZE / SECTOR, ROOT_START / SECTOR, rootSize / SECTOR));
        tools.runReading(table, "partition", "sfdisk", "--quiet", "--no-reread", "--no-tell-kernel", disk.toString());
    }

    private static void formatEsp(Path disk, Path esp, PreparationTools tools) throws InterruptedException {
        tools.run(
                "mkfs-esp",
                "mkfs.vfat",
                "-F",
                "32",
                "-n",
                "EFI",
                "--offset",
                Long.toString(ESP_START / SECTOR),
                disk.toString(),
                Long.toString(ESP_SIZE / 1024));
        tools.run(
                "copy-esp",
                "mcopy",
                "-s",
                "-i",
                disk + "@@" + ESP_START,
                esp.resolve("EFI").toString(),
                "::");
    }

    /** Bytes on disk; hard links between repository and deployment count once. */
    private static long used(Path sysroot, PreparationTools tools) throws InterruptedException {
        String answer = tools.run("size", "du", "--summarize", "--block-size=1", "--", sysroot.toString())
                .stdout();
        try {
            return Long.parseLong(answer.split("\\s", 2)[0]);
        } catch (NumberFormatException e) {
            throw new StageFailure(FailureKind.INTERNAL, "DISK_FAILED", "du says '" + answer + "', expected bytes", e);
        }
    }

    private static long roundUp(long bytes) {
        return (bytes + MIB - 1) / MIB * MIB;
    }
}
