package io.kernelgraft.signer.rpm;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.rpm.RpmEntry;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.layer.UnsignedFile;
import io.kernelgraft.signer.module.ModulePath;
import io.kernelgraft.signer.module.ModuleSigning;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Streams modules out of RPMs into numbered files of a directory; names from a package never name a file of ours. */
public final class ModuleExtract {
    private final Path directory;
    private final Kver kver;
    private final Map<String, UnsignedFile> found = new TreeMap<>();

    public ModuleExtract(Path directory, Kver kver) {
        this.directory = directory;
        this.kver = kver;
    }

    /** Refuses what the file list alone gives away, before anything is unpacked. */
    public List<ModulePath> list(RpmFile rpm) {
        return rpm.files().stream()
                .map(entry -> ModulePath.of(entry, kver))
                .flatMap(Optional::stream)
                .toList();
    }

    /** @return true if the entry is a module and was taken */
    public boolean take(RpmEntry entry, InputStream content) throws IOException {
        Optional<ModulePath> path = ModulePath.of(entry, kver);
        if (path.isEmpty()) {
            return false;
        }
        String inImage = path.get().inImage();
        Path file = directory.resolve("module-" + found.size());
        copy(entry, content, file);
        if (found.put(inImage, new UnsignedFile(inImage, file, new ModuleSigning())) != null) {
            throw new StageFailure(FailureKind.UPSTREAM, "MODULE_TWICE", "two packages have a module " + inImage);
        }
        return true;
    }

    /** @throws StageFailure UPSTREAM {@code MODULE_NOT_REGULAR} for a hard link, which has its content elsewhere */
    public static void copy(RpmEntry entry, InputStream content, Path target) throws IOException {
        long size = Files.copy(content, target);
        if (size != entry.size()) {
            throw new StageFailure(
                    FailureKind.UPSTREAM,
                    "MODULE_NOT_REGULAR",
                    entry.path() + " has " + size + " bytes in the payload and " + entry.size()
                            + " in the file list; hard links are not signed");
        }
    }

    public Collection<UnsignedFile> found() {
        return found.values();
    }
}
