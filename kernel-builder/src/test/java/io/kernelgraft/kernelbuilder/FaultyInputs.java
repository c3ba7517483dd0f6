package io.kernelgraft.kernelbuilder;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.lab.fault.LabFault;
import io.kernelgraft.lab.fault.SpoiledImage;
import io.kernelgraft.lab.fault.SpoiledRelease;
import io.kernelgraft.lab.home.LabHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the stages are given, broken with the lab's own switches. */
final class FaultyInputs implements AutoCloseable {
    private final KernelBuilderLab lab;
    private final LabHome home = LabHome.find();
    private final Path directory;
    private final SpoiledImage bases;

    /** @param directory where broken things are made */
    FaultyInputs(KernelBuilderLab lab, Path directory) {
        this.lab = lab;
        this.directory = directory;
        this.bases = new SpoiledImage(home.scripts().resolve("faults"), home.assets(), directory.resolve("bases"));
    }

    /** An image with faults of a base in it; it need not be a base. */
    ImageReference image(ImageReference of, LabFault... faults) {
        String repository = of.host() + "/lab/base";
        String digest = bases.push(of.name() + "@" + of.pinned(), repository + ":spoiled", faults);
        return ImageReference.parse(repository).withDigest(new Digest(digest));
    }

    Rebuild rebuild(LabFault... faultsOfTheBase) {
        return lab.rebuild(image(lab.base(), faultsOfTheBase), List.of());
    }

    /** The same with a release that has a fault. */
    Rebuild withRelease(LabFault fault, Rebuild rebuild) throws IOException {
        Path release = directory.resolve("releases").resolve(fault.wireName());
        new SpoiledRelease(home).make(fault, "7.2", release);
        try (Stream<Path> files = Files.list(release)) {
            List<Path> rpms = files.filter(file -> file.toString().endsWith(".rpm"))
                    .sorted()
                    .toList();
            return new Rebuild(
                    rebuild.id(),
                    rebuild.line(),
                    rebuild.lineSha256(),
                    rebuild.base(),
                    rebuild.baseName(),
                    rebuild.kernel(),
                    rebuild.kver(),
                    lab.artifact("application/vnd.kernelgraft.kernel-snapshot.v1", rpms),
                    rebuild.userland(),
                    rebuild.requestedAt());
        }
    }

    @Override
    public void close() {
        bases.close();
    }
}
