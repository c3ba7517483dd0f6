package io.kernelgraft.verifier.disk;

import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A sysroot with one deployment of a candidate.
 *
 * @param sysroot what will be the root file system of the disk
 */
record OstreeDeployment(Path sysroot, BootEntry entry) {
    private static final String OS = "kernelgraft";
    private static final String BRANCH = "candidate";

    /** @param tree a working container's files; rearranged by this */
    static OstreeDeployment of(RootTree tree, Path sysroot, PreparationTools tools)
            throws IOException, InterruptedException {
        Files.createDirectory(sysroot);
        String at = "--sysroot=" + sysroot;
        String repo = "--repo=" + sysroot.resolve("ostree/repo");
        tools.run("ostree-init", "ostree", "admin", "init-fs", "--modern", sysroot.toString());
        tools.run("ostree-os", "ostree", "admin", "os-init", at, OS);
        // The disk is thrown away: nothing is gained by waiting for this machine's own disk.
        tools.run("ostree-config", "ostree", repo, "config", "set", "core.fsync", "false");
        // The boot loader is GRUB with a configuration of our own; ostree would look for one to regenerate.
        tools.run("ostree-config", "ostree", repo, "config", "set", "sysroot.bootloader", "none");
        new AtomicTree(tree, tools)
                .arrange(sysroot.resolve("ostree/deploy").resolve(OS).resolve("var"));
        tools.run("ostree-commit", "ostree", repo, "commit", "--branch=" + BRANCH, "--tree=dir=" + tree.root());
        // Otherwise the deployment is made immutable (chattr +i), and nobody could remove the workspace afterwards.
        tools.runWith(
                "OSTREE_SYSROOT_DEBUG",
                "mutable-deployments",
                "ostree-deploy",
                "ostree",
                "admin",
                "deploy",
                at,
                "--os=" + OS,
                "--karg=root=LABEL=" + RootDisk.LABEL,
                "--karg=rw",
                "--karg=console=tty0",
                "--karg=console=ttyS0,115200",
                "--karg=systemd.show_status=true",
                BRANCH);
        return new OstreeDeployment(sysroot, BootEntry.onlyOne(sysroot.resolve("boot/loader/entries")));
    }
}
