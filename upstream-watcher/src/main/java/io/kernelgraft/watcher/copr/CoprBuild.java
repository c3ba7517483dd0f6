package io.kernelgraft.watcher.copr;

import io.kernelgraft.contract.image.Nevra;
import java.net.URI;
import java.util.List;

/**
 * A build that succeeded in the chroot that is asked for, whatever the others do.
 *
 * @param repository the directory that holds the chroot's repodata, ending in a slash
 * @param directory the build's directory in there
 * @param packages everything the build made
 */
public record CoprBuild(long id, URI repository, String directory, List<Nevra> packages) {}
