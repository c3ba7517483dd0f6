package io.kernelgraft.watcher.release;

import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is watched: lines that declare the same share one poll and one snapshot.
 *
 * @param watch the source package whose build is waited for
 * @param packages names of all that a snapshot holds, sorted
 * @param devel those of them that must be the kernel's own build
 * @param openpgpKey armored
 * @param artifacts repository for the snapshot
 */
public record Source(
        LineFile.Copr copr,
        String chroot,
        String watch,
        List<String> packages,
        Set<String> devel,
        String openpgpKey,
        ImageReference artifacts) {

    public static Source of(LineFile line) {
        LineFile.Kernel kernel = line.kernel();
        Set<String> packages = new TreeSet<>(kernel.packages());
        packages.addAll(kernel.devel());
        return new Source(
                kernel.copr(),
                kernel.chroot(),
                kernel.watch(),
                List.copyOf(packages),
                Set.copyOf(kernel.devel()),
                kernel.openpgpKey(),
                line.artifacts());
    }

    /** What a line takes from a sibling: no part of it belongs to the kernel's build. */
    public static Source of(LineFile line, LineFile.Userland userland) {
        return new Source(
                userland.copr(),
                line.kernel().chroot(),
                userland.watch(),
                List.copyOf(new TreeSet<>(userland.packages())),
                Set.of(),
                userland.openpgpKey(),
                line.artifacts());
    }

    /** As events name it: {@code copr:<owner>/<project>}. */
    public String name() {
        return "copr:" + copr.owner() + "/" + copr.project();
    }

    /** The part of the chroot's name after the last hyphen. */
    public String arch() {
        return chroot.substring(chroot.lastIndexOf('-') + 1);
    }

    /** All names in one string, for a key. */
    public String packageList() {
        return String.join(" ", packages);
    }

    @Override
    public String toString() {
        return name() + " " + chroot + " " + watch;
    }
}
