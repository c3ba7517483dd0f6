package io.kernelgraft.kmodbuilder.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompilerTest {
    @Test
    void shouldTakeLlvmForAKernelThatClangCompiled() {
        Compiler compiler = Compiler.of(List.of("CONFIG_CC_VERSION_TEXT=\"clang version 22\"", "CONFIG_CC_IS_CLANG=y"));
        assertThat(compiler).isEqualTo(Compiler.CLANG);
        assertThat(compiler.environment()).isEqualTo(Map.of("LLVM", "1"));
        assertThat(compiler.programs()).containsExactly("clang", "ld.lld");
    }

    @Test
    void shouldTakeGccOtherwise() {
        Compiler compiler = Compiler.of(List.of("CONFIG_CC_IS_GCC=y", "# CONFIG_CC_IS_CLANG is not set"));
        assertThat(compiler).isEqualTo(Compiler.GCC);
        assertThat(compiler.environment()).isEmpty();
    }
}
