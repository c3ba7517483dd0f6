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
     * @return how many files were replaced
     * @throws StageFailure REJECTED {@code UNSIGNED_FILE} if a module or vmlinuz is in no layer (failures F21, F24)
     */
    static int lay(RootTree image, Kver kver, Collection<SignedLayer> layers) throws IOException {
        SortedSet<String> laid = new TreeSet<>();
        for (SignedLayer layer : layers) {
            laid.addAll(layer.lay(image, kver));
        }
        SortedSet<String> unsigned = new ModuleTree(image).signable(kver);
        unsigned.removeAll(laid);
        if (!unsigned.isEmpty()) {
            List<String> some = unsigned.stream().limit(NAMED).toList();
            throw new StageFailure(
                    FailureKind.REJECTED,
                    "UNSIGNED_FILE",
                    unsigned.size() + " files are in no signed layer: " + String.join(", ", some)
                            + (unsigned.size() > NAMED ? ", …" : ""));
        }
        return laid.size();
    }
}
