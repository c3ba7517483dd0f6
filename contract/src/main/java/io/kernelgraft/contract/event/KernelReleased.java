package io.kernelgraft.contract.event;

import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import java.util.List;

/**
 * A kernel build is complete at its source, checked, and stored as a snapshot.
 *
 * @param id identity of the release: hash of source, chroot, build and every RPM's sha256
 * @param source {@code copr:<owner>/<project>}
 * @param chroot for example {@code fedora-44-x86_64}
 * @param build the source's own build number
 * @param kernel the package that owns vmlinuz
 * @param kver read from that package's file list
 * @param rpms every RPM of the snapshot
 * @param snapshot the OCI artifact that holds them, pinned
 */
public record KernelReleased(
        String id,
        String source,
        String chroot,
        long build,
        Nevra kernel,
        Kver kver,
        List<ReleasedRpm> rpms,
        ImageReference snapshot)
        implements EventData {
    @Override
    public String key() {
        return source + "/" + chroot;
    }
}
