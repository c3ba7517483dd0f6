package io.kernelgraft.kernelbuilder.seal;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.kernelbuilder.candidate.CandidateImage;
import io.kernelgraft.kernelbuilder.image.Artifact;
import io.kernelgraft.kernelbuilder.image.ModuleTree;
import io.kernelgraft.kernelbuilder.recipe.Recipe;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A layer with signed files. It may only hold vmlinuz and modules of one kernel, in directories that are there already,
 * as regular files of root's that nobody else may write: what it brings becomes part of the image as it is, so a signer's
 * mistake must not get through.
 */
record SignedLayer(PayloadSigned signed, Descriptor blob, Path tar) {
    private static final String TYPE = "application/vnd.kernelgraft.signed-payload.v1";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final int MODE = 0644;

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
        return new SignedLayer(signed, layers.getFirst(), artifact.fetch(layers.getFirst(), target));
    }

    /** Whether there is anything in it; a line whose kmods were all skipped has an empty one. */
    boolean isEmpty() {
        return signed.files() == 0;
    }

    CandidateImage.Layer layer() {
        return new CandidateImage.Layer(
                signed.layer(), blob, signed.files() + " signed files of the " + signed.part() + " payload");
    }

    void tell(Recipe recipe) {
        String name = tar.getFileName().toString();
        recipe.fetched(signed.layer(), ".", Map.of(name, blob));
        recipe.added(name);
    }

    /**
     * Puts the files where they belong.
     *
     * @return what was put, as absolute paths inside
     * @throws StageFailure REJECTED {@code SIGNED_LAYER_PATH} for an entry that has no business there
     */
    SortedSet<String> lay(RootTree image, Kver kver) throws IOException {
        String prefix = ModuleTree.of(kver).substring(1) + "/";
        SortedSet<String> laid = new TreeSet<>();
        try (TarArchiveInputStream entries =
                new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar), 1 << 16))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path target = target(image, entry, prefix);
                if (!laid.add("/" + entry.getName())) {
                    throw refused(entry, "it is there twice");
                }
                Files.deleteIfExists(target);
                Files.copy(entries, target);
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
                // The initramfs carries it.
                Files.setLastModifiedTime(target, entry.getLastModifiedTime());
            }
        }
        return laid;
    }

    private static Path target(RootTree image, TarArchiveEntry entry, String prefix) throws IOException {
        String name = entry.getName();
        if (!name.startsWith(prefix) || !RELATIVE.matcher(name).matches() || !ModuleTree.isSignable("/" + name)) {
            throw refused(entry, "expected vmlinuz or a module under " + prefix);
        }
        if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink()) {
            throw refused(entry, "expected a regular file");
        }
        if ((entry.getMode() & 07777) != MODE || entry.getLongUserId() != 0 || entry.getLongGroupId() != 0) {
            throw refused(
                    entry,
                    "expected mode %o of 0:0, found %o of %d:%d"
                            .formatted(MODE, entry.getMode() & 07777, entry.getLongUserId(), entry.getLongGroupId()));
        }
        Path target = image.root().resolve(name);
        // Resolved as inside the image it must be the same place: no part of the path may be a link.
        if (!image.resolve("/" + name).equals(target)
                || !Files.isDirectory(target.getParent(), LinkOption.NOFOLLOW_LINKS)) {
            throw refused(entry, "the image has no such directory");
        }
        return target;
    }

    private static StageFailure refused(TarArchiveEntry entry, String why) {
        return new StageFailure(
                FailureKind.REJECTED, "SIGNED_LAYER_PATH", "signed file '" + entry.getName() + "': " + why);
    }
}
