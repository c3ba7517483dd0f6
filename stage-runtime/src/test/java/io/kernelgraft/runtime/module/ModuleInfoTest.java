package io.kernelgraft.runtime.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.lab.testing.TinyModule;
import io.kernelgraft.runtime.module.ModuleInfo.NotAModule;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ModuleInfoTest {
    private static final String VERMAGIC = "7.2.12+deb14-cloud-amd64 SMP preempt mod_unload modversions ";

    @Test
    void shouldReadNameAndVermagicFromModinfo() {
        // Given
        byte[] module = TinyModule.with("license=GPL", "name=ryzen_smu", "vermagic=" + VERMAGIC);

        // When
        ModuleInfo info = ModuleInfo.of(ByteBuffer.wrap(module));

        // Then
        assertThat(info.name()).contains("ryzen_smu");
        assertThat(info.vermagic()).isEqualTo(VERMAGIC);
        assertThat(info.kernel()).isEqualTo("7.2.12+deb14-cloud-amd64");
    }

    @Test
    void shouldIgnoreASignatureBehindTheModule() {
        // Given
        byte[] module = TinyModule.with("vermagic=" + VERMAGIC);
        byte[] signed = Arrays.copyOf(module, module.length + 437);

        // When / Then
        assertThat(ModuleInfo.of(ByteBuffer.wrap(signed)).kernel()).isEqualTo("7.2.12+deb14-cloud-amd64");
    }

    @Test
    void shouldSayWhatIsWrongWithWhatIsNoModule() {
        byte[] module = TinyModule.with("vermagic=" + VERMAGIC);
        byte[] class32 = module.clone();
        class32[4] = 1;

        assertRefused("hello".getBytes(), "not an ELF file");
        assertRefused(class32, "not a 64-bit little-endian ELF file");
        assertRefused(Arrays.copyOf(module, module.length - 1), "section table lies outside of the file (truncated?)");
        assertRefused(TinyModule.with("name=x"), ".modinfo has no vermagic");
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatThrownBy(() -> ModuleInfo.of(ByteBuffer.wrap(bytes)))
                .isInstanceOf(NotAModule.class)
                .hasMessage(message);
    }
}
