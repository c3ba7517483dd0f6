package io.kernelgraft.contract.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NevraTest {
    @ParameterizedTest
    @CsvSource({
        "kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64, kernel-cachyos-core, 0, 7.2.0, cachyos1.fc44, x86_64",
        "akmod-nvidia-3:580.95.05-1.fc44.x86_64, akmod-nvidia, 3, 580.95.05, 1.fc44, x86_64",
        "kernel-7.3.0~rc1^git5-0.1.fc45.noarch, kernel, 0, 7.3.0~rc1^git5, 0.1.fc45, noarch",
        "a-1-2-3-4.i686, a-1-2, 0, 3, 4, i686",
    })
    void shouldTakeApartFromTheEnd(String text, String name, int epoch, String version, String release, String arch) {
        // When
        Nevra nevra = Nevra.parse(text);

        // Then
        assertThat(nevra).isEqualTo(new Nevra(name, epoch, version, release, arch));
        assertThat(nevra).hasToString(text);
    }

    @Test
    void shouldDropAnEpochOfZero() {
        assertThat(Nevra.parse("kernel-0:7.2.0-1.x86_64")).hasToString("kernel-7.2.0-1.x86_64");
        assertThat(Nevra.parse("kernel-2:7.2.0-1.x86_64").evr()).isEqualTo("2:7.2.0-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kernel",
                "kernel-7.2.0.x86_64",
                "kernel-7.2.0-1",
                "-kernel-7.2.0-1.x86_64",
                "kernel-7.2.0-1.x86_64\n",
                "kernel-7.2.0-1.x86_64; reboot",
                "kernel-$(id)-1.x86_64",
                "../kernel-7.2.0-1.x86_64",
                "kernel-:7.2.0-1.x86_64",
                "kernel-9999999999:7.2.0-1.x86_64",
                "kernel-7.2.0-1.X86",
            })
    void shouldRefuseWhatIsNone(String text) {
        assertThatThrownBy(() -> Nevra.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a NEVRA is name-[epoch:]version-release.arch, not '" + text + "'");
    }

    @Test
    void shouldRefusePartsThatWouldReadBackDifferently() {
        assertThatThrownBy(() -> new Nevra("kernel", 0, "7.2-0", "1", "x86_64"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Nevra("kernel", -1, "7.2.0", "1", "x86_64"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Nevra("kernel", 0, "7.2.0", "1", "x86_64\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldOrderByEpochThenVersionThenRelease() {
        assertThat(Stream.of(
                                "k-1:1.0-1.x86_64",
                                "k-7.10.0-1.x86_64",
                                "k-7.2.0-cachyos10.fc44.x86_64",
                                "k-7.2.0-cachyos9.fc44.x86_64",
                                "k-7.2.0~rc1-1.x86_64")
                        .map(Nevra::parse)
                        .sorted())
                .hasToString("[k-7.2.0~rc1-1.x86_64, k-7.2.0-cachyos9.fc44.x86_64, k-7.2.0-cachyos10.fc44.x86_64,"
                        + " k-7.10.0-1.x86_64, k-1:1.0-1.x86_64]");
    }
}
