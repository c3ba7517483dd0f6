package io.kernelgraft.signer.kernel;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.layer.UnsignedFile;
import io.kernelgraft.signer.rpm.ModuleExtract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** What the signer needs of a kernel release, unpacked from its packages. */
record KernelTree(Path vmlinuz, Path config, Collection<UnsignedFile> modules) {

    /** @throws StageFailure UPSTREAM {@code KERNEL_INCOMPLETE} and the reasons of {@link ModuleExtract} */
    static KernelTree extract(List<RpmFile> rpms, Kver kver, Path directory) throws IOException {
        ModuleExtract modules = new ModuleExtract(directory, kver);
        rpms.forEach(modules::list);
        Path vmlinuz = directory.resolve("vmlinuz");
        Path config = directory.resolve("config");
        for (RpmFile rpm : rpms) {
            rpm.payload((entry, content) -> {
                String path = entry.path().replaceFirst("^/usr(?=/lib/)", "");
                if (path.equals("/lib/modules/" + kver + "/vmlinuz")) {
                    ModuleExtract.copy(entry, content, vmlinuz);
                } else if (path.equals("/lib/modules/" + kver + "/config")) {
                    ModuleExtract.copy(entry, content, config);
                } else {
                    modules.take(entry, content);
                }
            });
        }
        for (Path needed : List.of(vmlinuz, config)) {
            if (!Files.exists(needed)) {
                throw incomplete(rpms, "/lib/modules/" + kver + "/" + needed.getFileName());
            }
        }
        if (modules.found().isEmpty()) {
            throw incomplete(rpms, "module under /lib/modules/" + kver);
        }
        return new KernelTree(vmlinuz, config, modules.found());
    }

    private static StageFailure incomplete(List<RpmFile> rpms, String missing) {
        return new StageFailure(
                FailureKind.UPSTREAM,
                "KERNEL_INCOMPLETE",
                "none of " + rpms.stream().map(RpmFile::nevra).toList() + " has a " + missing);
    }
}
