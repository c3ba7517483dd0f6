package io.kernelgraft.kernelbuilder.seal;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.kernelbuilder.KernelBuilderConfig;
import io.kernelgraft.kernelbuilder.image.ModuleTree;
import io.kernelgraft.kernelbuilder.image.Workbench;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The image's own dracut, called as handbook 3.4 arrived at (failures H1 to H4). */
final class Dracut {
    /** Of two files the one whose name comes later wins, so that a base can't take the policy back (failure H2). */
    static final String POLICY_FILE = "/etc/dracut.conf.d/zz-kernelgraft-no-hostonly.conf";

    static final String POLICY = """
            # Where the image is built is not where it boots: every initramfs of it has to be generic,
            # also one that is made on the machine later.
            hostonly="no"
            hostonly_cmdline="no"
            """;

    private final Workbench bench;
    private final KernelBuilderConfig config;
    private final Progress progress;

    Dracut(Workbench bench, KernelBuilderConfig config, Progress progress) {
        this.bench = bench;
        this.config = config;
        this.progress = progress;
    }

    /**
     * Writes the policy for later regenerations, then the initramfs.
     *
     * @throws StageFailure REJECTED {@code DRACUT_FAILED}, {@code DRACUT_ERRORS}, {@code INITRAMFS_MISSING}
     */
    void writeInitramfs(Kver kver) throws InterruptedException {
        String initramfs = ModuleTree.of(kver) + "/initramfs.img";
        bench.write("the policy for later regenerations", POLICY_FILE, POLICY);
        // What is there after dracut can then only be dracut's (failure H1: a stale one booted).
        bench.change(
                "an older one, if any",
                "rm -f " + initramfs,
                image -> Files.deleteIfExists(image.resolveLast(initramfs)));

        DracutOutput output = new DracutOutput(progress);
        bench.run(ToolCall.of("dracut", config.dracutDeadline(), argv(kver, initramfs))
                        .with("DRACUT_NO_XATTR", "1")
                        .onLine(output))
                .orFail(FailureKind.REJECTED, "DRACUT_FAILED");
        if (!output.errors().isEmpty()) {
            throw rejected("DRACUT_ERRORS", "dracut exited 0, but said: " + String.join(" | ", output.errors()));
        }
        bench.change("for root alone", "chmod 0600 " + initramfs, image -> requireWritten(image, initramfs));
    }

    private List<String> argv(Kver kver, String initramfs) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of("dracut", "--force", "--stdlog", "4", "--zstd"));
        if (knowsCompressLevel()) {
            argv.addAll(List.of("--compress-level", Integer.toString(config.zstdLevel())));
        }
        argv.addAll(List.of(
                "--no-hostonly", "--no-hostonly-cmdline", "--add", "ostree", "--kver", kver.value(), initramfs));
        return argv;
    }

    /** Older ones don't. {@code --compress "zstd -9"} is no way round: where dracut uses 3cpio it takes 15 all the same. */
    private boolean knowsCompressLevel() throws InterruptedException {
        return bench.look(ToolCall.of("dracut-help", config.deadline(), "dracut", "--help"))
                .stdout()
                .contains("--compress-level");
    }

    private static void requireWritten(RootTree image, String initramfs) throws IOException {
        Path file = image.resolveLast(initramfs);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) == 0) {
            throw rejected("INITRAMFS_MISSING", "dracut exited 0 without writing " + initramfs);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static StageFailure rejected(String reason, String message) {
        return new StageFailure(FailureKind.REJECTED, reason, message);
    }
}
