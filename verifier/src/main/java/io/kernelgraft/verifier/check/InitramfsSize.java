package io.kernelgraft.verifier.check;

import java.io.IOException;

final class InitramfsSize implements Check {
    private static final int MIB = 1 << 20;

    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "initramfs-size",
                "the initramfs is neither as small as a host-only one nor too large for /boot",
                "handbook 3.5, H2, F14",
                "INITRAMFS_SIZE");
    }

    @Override
    public Finding examine(Candidate candidate) throws IOException {
        String path = candidate.inKernelDirectory("initramfs.img");
        long size = candidate
                .image()
                .file(path)
                .orElseThrow(() -> new IOException("there is no /" + path))
                .size();
        var window = candidate.line().initramfs();
        String seen = "%.1f MiB, the line allows %d to %d MiB"
                .formatted((double) size / MIB, window.minMiB(), window.maxMiB());
        return size >= (long) window.minMiB() * MIB && size <= (long) window.maxMiB() * MIB
                ? Finding.pass(seen)
                : Finding.fail(seen);
    }
}
