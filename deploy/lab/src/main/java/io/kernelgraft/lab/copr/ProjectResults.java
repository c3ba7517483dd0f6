package io.kernelgraft.lab.copr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One project's chroot on disk: the directories of its builds, and their repodata. */
final class ProjectResults {
    private final CoprProject project;
    private final List<Path> releases;
    private final Path chroot;
    private final RpmRepository repository;

    /** @param results below which every project has its own directory */
    ProjectResults(CoprServer.Offer offer, Path results, Path log) throws IOException {
        this.project = offer.project();
        this.releases = new CopyOnWriteArrayList<>(offer.releases());
        this.chroot =
                Files.createDirectories(results.resolve(project.fullName()).resolve(project.chroot()));
        this.repository = new RpmRepository(chroot, log);
        if (!Files.exists(chroot.resolve("repodata/repomd.xml"))) {
            repository.index();
        }
    }

    CoprProject project() {
        return project;
    }

    void alsoPublishes(Path directory) {
        releases.add(directory);
    }

    /** A release that lies ready, by the name of its directory. */
    Path release(String name) {
        return releases.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no release of " + project.fullName() + " called '" + name + "' lies ready"));
    }

    /** Where a build's RPMs go. */
    Path directory(CoprBuild build) throws IOException {
        return Files.createDirectories(chroot.resolve(build.directory()));
    }

    void index() {
        repository.index();
    }

    void servePublicKey(Path armored) throws IOException {
        Files.copy(armored, chroot.resolveSibling("pubkey.gpg"), StandardCopyOption.REPLACE_EXISTING);
    }
}
