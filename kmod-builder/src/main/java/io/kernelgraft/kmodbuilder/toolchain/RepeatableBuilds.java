package io.kernelgraft.kmodbuilder.toolchain;

import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * What makes rpmbuild give the same package, byte for byte, for the same kernel, sources and toolchain: the kernel's time and
 * no host's name in it, and sources in a directory whose name is no accident, as a module's build id is made of its debug
 * information and that has the path.
 *
 * @see <a href="https://reproducible-builds.org/specs/source-date-epoch/">SOURCE_DATE_EPOCH</a>
 */
public final class RepeatableBuilds {
    private static final String DIRECTORY = "/etc/rpm";
    // Both of the names under which rpm knows that files are not to be newer than the build's time.
    private static final String MACROS = """
            %_buildhost kernelgraft
            %_builddir /var/tmp/kernelgraft-build
            %use_source_date_epoch_as_buildtime 1
            %source_date_epoch_from_changelog 0
            %build_mtime_policy clamp_to_source_date_epoch
            %clamp_mtime_to_source_date_epoch 1
            """;

    private RepeatableBuilds() {}

    /** @param time that every package built in there is to carry */
    public static void in(Toolchain toolchain, Instant time) throws InterruptedException {
        toolchain.container().environment(Map.of("SOURCE_DATE_EPOCH", Long.toString(time.getEpochSecond())));
        RootTree files = toolchain.container().mount();
        try {
            Path directory = Files.createDirectories(files.resolve(DIRECTORY));
            Files.writeString(directory.resolve("macros.kernelgraft"), MACROS);
        } catch (IOException e) {
            throw toolchain.unusable("rpm's macros can't be written: " + e.getMessage());
        }
    }
}
