package io.kernelgraft.kmodbuilder.akmods;

import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.kmodbuilder.module.ModuleFile;
import io.kernelgraft.runtime.module.ModuleInfo.NotAModule;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A kmod package that akmods has built. What counts is what is in it, not that it was built. */
public final class KmodRpm {
    private KmodRpm() {}

    /** @param scratch a path for uncompressed modules, one at a time */
    public static BuildVerdict judge(AkmodsBuild build, Kver kver, Path scratch) {
        List<FoundModule> modules = new ArrayList<>();
        for (Path rpm : build.rpms()) {
            try {
                modules.addAll(modulesIn(rpm, scratch));
            } catch (NotAModule | StageFailure e) {
                return new BuildVerdict.NotBuilt("built %s: %s".formatted(rpm.getFileName(), e.getMessage()));
            }
        }
        return BuildVerdict.of(build, modules, kver);
    }

    private static FoundModule read(ModuleFile module, InputStream content, Path scratch) {
        try {
            return new FoundModule(module, module.read(content, scratch));
        } catch (NotAModule e) {
            throw new NotAModule(module.path() + ": " + e.getMessage(), e);
        }
    }

    private static List<FoundModule> modulesIn(Path rpm, Path scratch) {
        List<FoundModule> modules = new ArrayList<>();
        try {
            RpmFile.open(rpm).payload((entry, content) -> {
                Optional<ModuleFile> module = ModuleFile.at(entry.path());
                if (module.isPresent()) {
                    modules.add(read(module.get(), content, scratch));
                }
            });
            return modules;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
