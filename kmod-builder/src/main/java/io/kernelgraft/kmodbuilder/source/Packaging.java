package io.kernelgraft.kmodbuilder.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where modules are packaged. It is beside the sources and not among them: they belong to a user who may have put a link
 * wherever this service, as root, would write.
 *
 * @param spec directory with the spec file, which the build only reads
 * @param built directory for the modules, and for what rpmbuild makes of them
 */
record Packaging(Path spec, Path built) {
    static final String SPEC = "kmod.spec";

    static Packaging beside(Path sources, KmodSpec spec) {
        try {
            Path directory = Files.createDirectories(sources.resolveSibling(sources.getFileName() + ".package"));
            Packaging packaging = new Packaging(
                    Files.createDirectories(directory.resolve("spec")),
                    Files.createDirectories(directory.resolve("built")));
            Files.createDirectories(packaging.built().resolve("modules"));
            Files.writeString(packaging.spec().resolve(SPEC), spec.text());
            return packaging;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
