package io.kernelgraft.kernelbuilder.seal;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.kernelbuilder.image.Artifact;
import io.kernelgraft.kernelbuilder.image.ModuleTree;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A layer with signed files. It may only replace files of one kernel that are there already: no new file, no link, no
 * directory, nothing elsewhere; so a signer's mistake can't become a file of the image.
 */
record SignedLayer(Path tar) {
    private static final String TYPE = "application/vnd.kernelgraft.signed-payload.v1";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    /** Every part begins with a letter, digit or underscore, so neither {@code ..} nor a hidden file is one. */
    private static final Pattern RELATIVE =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+~-]*(/[A-Za-z0-9_][A-Za-z0-9._+~-]*)*");

    /** @throws StageFailure REJECTED {@code ARTIFACT_TYPE} unless it is an artifact with just that layer */
    static SignedLayer fetch(Registry registry, PayloadSigned signed, Path target) {
        Artifact artifact = Artifact.open(registry, signed.layer(), TYPE);
        List<Descriptor> layers = artifact.manifest().layers();
        if (layers.size() != 1 || !layers.getFirst().mediaType().equals(LAYER)) {
            throw new StageFailure(
                    FailureKind.REJECTED,
                    "ARTIFACT_TYPE",
                    signed.layer() + " has the layers "
                            + layers.stream().map(Descriptor::mediaType).toList() + ", expected one " + LAYER);
        }
        return new SignedLayer(artifact.fetch(layers.getFirst(), target));
    }

    /**
     * Replaces the files, keeping each one's mode.
     *
     * @return what was replaced, as absolute paths inside
     * @throws StageFailure REJECTED {@code SIGNED_LAYER_PATH} for an entry that has no business there
     */
    SortedSet<String> lay(RootTree image, Kver kver) throws IOException {
        String prefix = ModuleTree.of(kver).substring(1) + "/";
        SortedSet<String> laid = new TreeSet<>();
        try (TarArchiveInputStream entries =
                new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar), 1 << 16))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                String path = "/" + entry.getName();
                Path target = target(image, entry, prefix);
                Path signed = target.resolveSibling(".kernelgraft-signed");
                Files.copy(entries, signed);
                Files.setPosixFilePermissions(signed, Files.getPosixFilePermissions(target));
                Files.move(signed, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                if (!laid.add(path)) {
                    throw refused(entry, "it is there twice");
                }
            }
        }
        return laid;
    }

    private static Path target(RootTree image, TarArchiveEntry entry, String prefix) throws IOException {
        String name = entry.getName();
        if (!name.startsWith(prefix) || !RELATIVE.matcher(name).matches()) {
            throw refused(entry, "expected a path under " + prefix);
        }
        if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink()) {
            throw refused(entry, "expected a regular file");
        }
        Path target = image.root().resolve(name);
        // Resolved as inside the image it must be the same place: no part of the path may be a link.
        if (!image.resolve("/" + name).equals(target) || !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(entry, "the image has no such file to replace");
        }
        return target;
    }

    private static StageFailure refused(TarArchiveEntry entry, String why) {
        return new StageFailure(
                FailureKind.REJECTED, "SIGNED_LAYER_PATH", "signed file '" + entry.getName() + "': " + why);
    }
}
