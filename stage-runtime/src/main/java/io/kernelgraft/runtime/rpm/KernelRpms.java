package io.kernelgraft.runtime.rpm;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.runtime.stage.StageFailure;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which package of a set is the kernel: the one that owns vmlinuz (failure F53), and the directory it is in is the kver.
 *
 * @param kernel the package that owns vmlinuz
 */
public record KernelRpms(RpmFile kernel, Kver kver) {
    private static final Pattern VMLINUZ = Pattern.compile("(?:/usr)?/lib/modules/([^/]+)/vmlinuz");

    /** @throws StageFailure UPSTREAM {@code KERNEL_NOT_FOUND} or {@code KERNEL_AMBIGUOUS}, naming the packages; {@code KVER_REFUSED} */
    public static KernelRpms of(Collection<RpmFile> rpms) {
        List<KernelRpms> found = rpms.stream()
                .flatMap(rpm -> rpm.files().stream()
                        .flatMap(entry -> kver(entry).stream())
                        .map(kver -> new KernelRpms(rpm, kver)))
                .toList();
        if (found.isEmpty()) {
            throw new StageFailure(
                    FailureKind.UPSTREAM,
                    "KERNEL_NOT_FOUND",
                    "no package owns /lib/modules/<kver>/vmlinuz, expected one of " + names(rpms));
        }
        if (found.size() > 1) {
            throw new StageFailure(
                    FailureKind.UPSTREAM,
                    "KERNEL_AMBIGUOUS",
                    "expected one kernel, found "
                            + found.stream()
                                    .map(one ->
                                            one.kver() + " in " + one.kernel().nevra())
                                    .toList());
        }
        return found.getFirst();
    }

    private static Optional<Kver> kver(RpmEntry entry) {
        Matcher vmlinuz = VMLINUZ.matcher(entry.path());
        if (!entry.isRegular() || entry.ghost() || !vmlinuz.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Kver(vmlinuz.group(1)));
        } catch (IllegalArgumentException e) {
            throw new StageFailure(FailureKind.UPSTREAM, "KVER_REFUSED", e.getMessage(), e);
        }
    }

    /**
     * That headers belong to this kernel and to no other build of it (failure H9).
     *
     * @throws StageFailure UPSTREAM {@code DEVEL_MISMATCH}, with both versions
     */
    public void requireSameBuild(Collection<Nevra> devel) {
        for (Nevra one : devel) {
            if (!one.evr().equals(kernel.nevra().evr())
                    || !one.arch().equals(kernel.nevra().arch())) {
                throw new StageFailure(
                        FailureKind.UPSTREAM, "DEVEL_MISMATCH", one + " does not belong to " + kernel.nevra());
            }
        }
    }

    private static List<Nevra> names(Collection<RpmFile> rpms) {
        return rpms.stream().map(RpmFile::nevra).toList();
    }
}
