package io.kernelgraft.kernelbuilder.swap;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.kernelbuilder.image.Fingerprints;
import io.kernelgraft.kernelbuilder.image.Workbench;
import io.kernelgraft.runtime.stage.StageFailure;
import java.util.List;

/**
 * The package repositories that the image's machines would use. The swap needs none, so none is ever written; a package
 * that brings one would let machines pull kernels past the pipeline (handbook 3.2.4, failure H11).
 */
record RepositoryFiles(Workbench bench, Fingerprints before) {
    private static final List<String> DIRECTORIES =
            List.of("/etc/yum.repos.d", "/etc/distro.repos.d", "/usr/share/dnf5/repos.d", "/etc/dnf/repos.override.d");

    static RepositoryFiles of(Workbench bench) {
        return new RepositoryFiles(bench, bench.ask(image -> Fingerprints.of(image, DIRECTORIES)));
    }

    /** @throws StageFailure REJECTED {@code REPOSITORY_ADDED} if a file is new or changed */
    void requireNoneAdded() {
        List<String> added = before.newIn(bench.ask(image -> Fingerprints.of(image, DIRECTORIES)));
        if (!added.isEmpty()) {
            throw new StageFailure(
                    FailureKind.REJECTED, "REPOSITORY_ADDED", "repository files that the base does not have: " + added);
        }
    }
}
