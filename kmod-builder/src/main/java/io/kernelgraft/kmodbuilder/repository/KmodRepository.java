package io.kernelgraft.kmodbuilder.repository;

import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.container.WorkingContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The line's kmod repository, made known to the build container's dnf. */
public record KmodRepository(LineFile.Repository repository) {
    private static final String ID = "kernelgraft-kmods";
    private static final String REPOSITORIES = "/etc/yum.repos.d";
    private static final String KEYS = "/etc/pki/rpm-gpg";
    private static final String KEY = "RPM-GPG-KEY-" + ID;

    /** @param workspace for the two files on their way in */
    public void putInto(WorkingContainer container, Path workspace) throws InterruptedException {
        RepositoryFile file = new RepositoryFile(ID, repository.url(), KEYS + "/" + KEY);
        try {
            Path key = Files.writeString(workspace.resolve(KEY), repository.openpgpKey());
            Path repo = Files.writeString(workspace.resolve(ID + ".repo"), file.text());
            container.copyIn(List.of(key), KEYS, "0644");
            container.copyIn(List.of(repo), REPOSITORIES, "0644");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
