package io.kernelgraft.kernelbuilder.swap;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.kernelbuilder.image.Directory;
import io.kernelgraft.kernelbuilder.image.Fingerprints;
import io.kernelgraft.kernelbuilder.image.Workbench;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * kernel-install's hooks, neutral while packages are swapped (handbook 3.2.1, failures H12, F1). The handbook moves each
 * away and back; here a stub is mounted over it in each run, so the file itself is never touched and there is no way to
 * forget to restore it. It is compared all the same, because a scriptlet could have changed it.
 */
final class Hooks {
    private static final String DIRECTORY = "/usr/lib/kernel/install.d";
    /** Scriptlets call it, on removal also on an ostree system; in a container it is right about nothing (failure F13). */
    private static final String KERNEL_INSTALL = "/usr/bin/kernel-install";

    private static final String STUB = "neutral-hook";
    private static final List<String> ALL = List.of(DIRECTORY, "/etc/kernel/install.d");

    private final Workbench bench;
    private final Fingerprints before;

    private Hooks(Workbench bench, Fingerprints before) {
        this.bench = bench;
        this.before = before;
    }

    /**
     * @param names file names in install.d; one that the image does not have is skipped
     * @param workspace where the stub is put
     */
    static Hooks neutralise(Workbench bench, List<String> names, Path workspace) {
        Fingerprints before = bench.ask(image -> Fingerprints.of(image, ALL));
        List<String> present = new ArrayList<>();
        for (String name : bench.ask(image -> new Directory(image, DIRECTORY).names())) {
            if (names.contains(name)) {
                present.add(DIRECTORY + "/" + name);
            }
        }
        if (bench.ask(image -> Files.isRegularFile(image.resolve(KERNEL_INSTALL)))) {
            present.add(KERNEL_INSTALL);
        }
        if (!present.isEmpty()) {
            Path stub = bench.ask(image -> stub(workspace));
            bench.recipe().prepared("printf '#!/bin/sh\\nexit 0\\n' > " + STUB + " && chmod 755 " + STUB);
            present.forEach(path -> bench.show(stub, path));
        }
        return new Hooks(bench, before);
    }

    private static Path stub(Path workspace) throws IOException {
        Path stub = Files.writeString(workspace.resolve(STUB), "#!/bin/sh\nexit 0\n");
        return Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** @throws StageFailure REJECTED {@code HOOK_CHANGED} unless every hook of the base is what it was, byte for byte */
    void requireUntouched() {
        List<String> changed = before.changedIn(bench.ask(image -> Fingerprints.of(image, ALL)));
        if (!changed.isEmpty()) {
            throw new StageFailure(
                    FailureKind.REJECTED, "HOOK_CHANGED", "hooks that are not the base's any more: " + changed);
        }
    }
}
