package io.kernelgraft.kernelbuilder.swap;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.kernelbuilder.image.Directory;
import io.kernelgraft.kernelbuilder.image.ModuleTree;
import io.kernelgraft.kernelbuilder.image.Workbench;
import io.kernelgraft.kernelbuilder.packages.Dnf;
import io.kernelgraft.runtime.stage.StageFailure;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is left of the base's kernels once the line's packages are removed (handbook 3.2.2). Files that no package owns go;
 * a kernel whose package is still installed is one that the line does not know of, and would stay in rpm's database as a
 * second kernel (failure H6).
 */
record StockKernels(Workbench bench, Dnf dnf) {
    /** @throws StageFailure REJECTED {@code STOCK_KERNEL_LEFT}, naming the packages to add to {@code swap.remove} */
    void clear() throws InterruptedException {
        List<String> left = bench.ask(image -> {
            List<String> paths = new ArrayList<>();
            for (String kver : new Directory(image, ModuleTree.PATH).names()) {
                paths.add(ModuleTree.PATH + "/" + kver);
                if (Files.exists(image.resolve(ModuleTree.PATH + "/" + kver).resolve("vmlinuz"))) {
                    paths.add(ModuleTree.PATH + "/" + kver + "/vmlinuz");
                }
            }
            return paths;
        });
        Set<String> owners = dnf.owners(left);
        if (!owners.isEmpty()) {
            throw new StageFailure(
                    FailureKind.REJECTED,
                    "STOCK_KERNEL_LEFT",
                    "the base has another kernel, of packages that swap.remove of the line does not name: "
                            + String.join(", ", owners));
        }
        bench.change(
                "empty " + ModuleTree.PATH + " (handbook 3.2.2)",
                "find " + ModuleTree.PATH + " -mindepth 1 -delete",
                image -> new ModuleTree(image).clear());
    }
}
