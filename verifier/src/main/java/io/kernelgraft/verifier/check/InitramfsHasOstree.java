package io.kernelgraft.verifier.check;

import io.kernelgraft.verifier.initramfs.InitramfsArchive;
import java.io.IOException;

final class InitramfsHasOstree implements Check {
    private static final String PREPARE_ROOT = "ostree-prepare-root";

    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "initramfs-has-ostree",
                "the initramfs has ostree-prepare-root, which finds the deployment before switch-root",
                "handbook 3.4, H4",
                "INITRAMFS_LACKS_OSTREE");
    }

    @Override
    public Finding examine(Candidate candidate) throws IOException {
        InitramfsArchive archive = candidate.initramfs();
        return archive.find(entry -> entry.isRegularFile()
                        && entry.size() > 0
                        && entry.name().endsWith("/" + PREPARE_ROOT))
                .map(entry -> Finding.pass(entry.name()))
                .orElseGet(
                        () -> Finding.fail("none of the " + archive.entries().size() + " entries is " + PREPARE_ROOT));
    }
}
