package io.kernelgraft.kernelbuilder.seal;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.kernelbuilder.image.ModuleTree;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** All signed layers of a rebuild, laid over one kernel's tree. */
final class SignedFiles {
    private static final int NAMED = 5;

    private SignedFiles() {}

    /**
     * @param packaged paths that the packages of kernel and kmods consist of
     * @throws StageFailure REJECTED {@code UNSIGNED_FILE} if a packaged module or vmlinuz, or one in the tree, is in no
     *     layer (failures F21, F24); {@code SIGNED_LAYER_PATH} if a layer has one that no package has
     */
    static void lay(RootTree image, Kver kver, Collection<SignedLayer> layers, SortedSet<String> packaged)
            throws IOException {
        SortedSet<String> laid = new TreeSet<>();
        for (SignedLayer layer : layers) {
            laid.addAll(layer.lay(image, kver));
        }
        SortedSet<String> expected = new TreeSet<>(packaged);
        expected.removeIf(path -> !path.startsWith(ModuleTree.of(kver) + "/") || !ModuleTree.isSignable(path));
        refuse(minus(laid, expected), "SIGNED_LAYER_PATH", "signed files that no package has");
        expected.addAll(new ModuleTree(image).signable(kver));
        refuse(minus(expected, laid), "UNSIGNED_FILE", "files are in no signed layer");
    }

    private static SortedSet<String> minus(SortedSet<String> from, SortedSet<String> what) {
        SortedSet<String> rest = new TreeSet<>(from);
        rest.removeAll(what);
        return rest;
    }

    private static void refuse(SortedSet<String> paths, String reason, String what) {
        if (!paths.isEmpty()) {
            List<String> some = paths.stream().limit(NAMED).toList();
            throw new StageFailure(
                    FailureKind.REJECTED,
                    reason,
                    paths.size() + " " + what + ": " + String.join(", ", some) + (paths.size() > NAMED ? ", …" : ""));
        }
    }
}
