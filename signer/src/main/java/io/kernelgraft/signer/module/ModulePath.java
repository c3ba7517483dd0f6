package io.kernelgraft.signer.module;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.rpm.RpmEntry;
import io.kernelgraft.runtime.stage.StageFailure;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a module lies. RPMs say {@code /lib/modules} or {@code /usr/lib/modules}; in an image it is always the latter.
 *
 * @param kver the kernel's directory
 * @param rest below it, for example {@code kernel/fs/btrfs/btrfs.ko.xz}
 */
public record ModulePath(String kver, String rest) {
    private static final Pattern FORM = Pattern.compile(
            "(?:/usr)?/lib/modules/(?<kver>[^/]+)/(?<rest>[A-Za-z0-9_][\\w.+,@-]*(/[A-Za-z0-9_][\\w.+,@-]*)*)");

    /**
     * Empty for everything that is not named like a module or lies outside of the modules' tree.
     *
     * @throws StageFailure UPSTREAM {@code MODULE_PATH}, {@code MODULE_NOT_REGULAR}, {@code MODULE_OF_OTHER_KERNEL}
     */
    public static Optional<ModulePath> of(RpmEntry entry, Kver kver) {
        String path = entry.path();
        if (Compression.ofFile(path).isEmpty() || !path.matches("(?s)(/usr)?/lib/modules/.*")) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(path);
        if (!form.matches()) {
            throw refused("MODULE_PATH", path, "has characters that no module's path has");
        }
        if (!entry.isRegular() || entry.ghost()) {
            throw refused(
                    "MODULE_NOT_REGULAR",
                    path,
                    "is not a regular file (mode " + Integer.toOctalString(entry.mode()) + ")");
        }
        if (!form.group("kver").equals(kver.value())) {
            throw refused("MODULE_OF_OTHER_KERNEL", path, "belongs to another kernel, expected " + kver);
        }
        return Optional.of(new ModulePath(form.group("kver"), form.group("rest")));
    }

    /** Relative: {@code usr/lib/modules/<kver>/…}. */
    public String inImage() {
        return "usr/lib/modules/" + kver + "/" + rest;
    }

    private static StageFailure refused(String reason, String path, String message) {
        return new StageFailure(
                FailureKind.UPSTREAM, reason, "module " + path.replaceAll("\\p{Cntrl}", "?") + " " + message);
    }
}
