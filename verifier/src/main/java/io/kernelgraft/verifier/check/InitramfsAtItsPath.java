package io.kernelgraft.verifier.check;

import io.kernelgraft.verifier.image.ImageView.FoundFile;
import io.kernelgraft.verifier.image.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class InitramfsAtItsPath implements Check {
    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "initramfs-at-its-path",
                "the initramfs is beside vmlinuz, where ostree looks, only root may read it, and /boot is empty",
                "handbook 3.4, H1, H3",
                "INITRAMFS_NOT_AT_ITS_PATH");
    }

    @Override
    public Finding examine(Candidate candidate) {
        String path = candidate.inKernelDirectory("initramfs.img");
        Optional<Node.RegularFile> initramfs = candidate.image().file(path);
        List<String> problems = new ArrayList<>();
        if (initramfs.isEmpty()) {
            problems.add("there is no /" + path);
        }
        initramfs
                .filter(file -> (file.mode() & 0077) != 0)
                .ifPresent(file -> problems.add(
                        "/" + path + " has mode " + Integer.toOctalString(file.mode()) + ", expected 600"));
        List<String> boot = candidate.image().files("boot", file -> true).stream()
                .map(FoundFile::path)
                .toList();
        if (!boot.isEmpty()) {
            problems.add("/boot is not empty: " + Finding.listed(boot));
        }
        return Finding.of(problems, "/" + path);
    }
}
