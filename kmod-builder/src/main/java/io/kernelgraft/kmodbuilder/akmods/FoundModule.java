package io.kernelgraft.kmodbuilder.akmods;

import io.kernelgraft.kmodbuilder.module.ModuleFile;
import io.kernelgraft.runtime.module.ModuleInfo;

/** A module in a built RPM, and what it says about itself. */
public record FoundModule(ModuleFile file, ModuleInfo info) {
    String name() {
        return file.moduleName(info);
    }
}
