package io.kernelgraft.kernelbuilder;

import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.rpm.RpmFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Stands in for the signer: layers with the files of RPMs, each with a few bytes more at its end, which is what a
 * signature looks like from here.
 */
final class SignedPayloads {
    static final byte[] MARK = "signed, so to speak".getBytes(StandardCharsets.UTF_8);

    private final Registry registry;
    private final ImageReference repository;
    private final Path directory;

    SignedPayloads(Registry registry, ImageReference repository, Path directory) {
        this.registry = registry;
        this.repository = repository;
        this.directory = directory;
    }

    PayloadSigned kernel(Rebuild rebuild, List<Path> rpms) throws IOException {
        return new PayloadSigned(
                rebuild,
                PayloadSigned.Payload.KERNEL,
                layer("kernel.tar", rebuild.kver(), rpms),
                1,
                "00",
                List.of(),
                null);
    }

    PayloadSigned kmods(Rebuild rebuild, List<KmodOutcome> kmods, List<Path> rpms) throws IOException {
        List<Descriptor> layers = new ArrayList<>();
        for (Path rpm : rpms) {
            layers.add(registry.pushBlob(repository, "application/x-rpm", rpm)
                    .titled(rpm.getFileName().toString()));
        }
        ImageReference artifact =
                registry.pushArtifact(repository, "application/vnd.kernelgraft.kmods.v1", layers, Map.of());
        return new PayloadSigned(
                rebuild,
                PayloadSigned.Payload.KMODS,
                layer("kmods.tar", rebuild.kver(), rpms),
                1,
                "00",
                kmods,
                artifact);
    }

    private ImageReference layer(String name, Kver kver, List<Path> rpms) throws IOException {
        Path tar = directory.resolve(name);
        try (TarArchiveOutputStream entries = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
            entries.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Path rpm : rpms) {
                RpmFile.open(rpm).payload((entry, content) -> {
                    if (entry.path().matches("/usr/lib/modules/[^/]+/(vmlinuz|.*\\.ko\\.xz)")) {
                        // Only vmlinuz: an xz stream with bytes behind it would not unpack.
                        byte[] mark = entry.path().endsWith("vmlinuz") ? MARK : new byte[0];
                        byte[] bytes = content.readAllBytes();
                        TarArchiveEntry file = new TarArchiveEntry(entry.path().substring(1));
                        file.setSize(bytes.length + mark.length);
                        file.setMode(0100644);
                        file.setModTime(0);
                        entries.putArchiveEntry(file);
                        entries.write(bytes);
                        entries.write(mark);
                        entries.closeArchiveEntry();
                    }
                });
            }
        }
        Descriptor blob = registry.pushBlob(repository, "application/vnd.oci.image.layer.v1.tar", tar);
        return registry.pushArtifact(
                repository,
                "application/vnd.kernelgraft.signed-payload.v1",
                List.of(blob),
                Map.of("for", kver.value()));
    }
}
