package io.kernelgraft.kmodbuilder.toolchain;

import java.util.List;
import java.util.Map;

/** What a kernel was compiled with, and so its modules have to be (failure F63). */
public enum Compiler {
    GCC(Map.of(), List.of("gcc")),
    /** kbuild takes the whole LLVM toolchain for {@code LLVM=1}. */
    CLANG(Map.of("LLVM", "1"), List.of("clang", "ld.lld"));

    private final Map<String, String> environment;
    private final List<String> programs;

    Compiler(Map<String, String> environment, List<String> programs) {
        this.environment = environment;
        this.programs = programs;
    }

    /** @param kernelConfig lines of the kernel's {@code .config} */
    public static Compiler of(List<String> kernelConfig) {
        return kernelConfig.contains("CONFIG_CC_IS_CLANG=y") ? CLANG : GCC;
    }

    /** Variables that make akmods' build use it. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Programs that the toolchain image must have for it. */
    public List<String> programs() {
        return programs;
    }
}
