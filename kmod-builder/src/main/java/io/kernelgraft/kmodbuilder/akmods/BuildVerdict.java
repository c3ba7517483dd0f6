package io.kernelgraft.kmodbuilder.akmods;

import io.kernelgraft.contract.image.Kver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Whether a kmod is built. That takes all of it: akmods left no {@code *.failed.log}, there is an RPM, and every module
 * in it lies under {@code extra} and is for this very kernel (failure H13).
 */
public sealed interface BuildVerdict {
    /** @param modules names of the modules, sorted */
    record Built(List<String> modules) implements BuildVerdict {}

    /**
     * @param reason for people; the compiler's last words if there are any
     * @param compilers whether the same sources would fail in the same way the next time
     */
    record NotBuilt(String reason, boolean compilers) implements BuildVerdict {
        NotBuilt(String reason) {
            this(reason, false);
        }
    }

    int MOST_ERRORS = 5;

    /** @param modules of all the build's RPMs */
    static BuildVerdict of(AkmodsBuild build, List<FoundModule> modules, Kver kver) {
        if (!build.failedLogs().isEmpty()) {
            Path log = build.failedLogs().getLast();
            List<String> errors = read(log, lines -> AkmodsLog.lastErrors(lines, MOST_ERRORS));
            return new NotBuilt("did not build: " + String.join(" | ", errors), read(log, AkmodsLog::blamesTheSources));
        }
        if (build.exitCode() != 0) {
            return new NotBuilt(
                    "akmods exited %d: %s".formatted(build.exitCode(), String.join(" | ", build.lastWords())));
        }
        if (build.rpms().isEmpty()) {
            return new NotBuilt("akmods reported no failure, but left no RPM; its last words: "
                    + String.join(" | ", build.lastWords()));
        }
        if (modules.isEmpty()) {
            return new NotBuilt("built %s, but there is no module in it"
                    .formatted(build.rpms().getFirst().getFileName()));
        }
        for (FoundModule module : modules) {
            if (!module.file().isExtraOf(kver)) {
                return new NotBuilt("built %s, which is not under /usr/lib/modules/%s/extra"
                        .formatted(module.file().path(), kver));
            }
            if (!module.info().kernel().equals(kver.value())) {
                return new NotBuilt("built %s for kernel '%s', expected '%s'"
                        .formatted(module.file().path(), module.info().kernel(), kver));
            }
        }
        return new Built(
                modules.stream().map(FoundModule::name).distinct().sorted().toList());
    }

    private static <T> T read(Path log, Function<Stream<String>, T> with) {
        // Not Files.lines: a byte that is no UTF-8 is no reason to lose a compiler's message.
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8))) {
            return with.apply(lines.lines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
