package io.kernelgraft.contract.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KverTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "7.2.0-cachyos1.fc44.x86_64",
                "6.18.42-cachylts1.lto.fc44.x86_64",
                "7.2.12+deb14-cloud-amd64",
                "6.12.0-0.rc1.20260927git075dbe9f6e3c.13.fc45.x86_64",
                "7.3.0~rc1-1.x86_64",
            })
    void shouldTakeAnyNameThatKernelsHave(String text) {
        assertThat(new Kver(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "../7.2.0", "7.2.0/x", "7.2.0 x", "7.2.0\n", "-7.2.0", "7.2.0$(id)", "7.2.0\u0000"
            })
    void shouldRefuseWhatIsNoSafeDirectoryName(String text) {
        assertThatThrownBy(() -> new Kver(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a kver is letters, digits and ._+~- (at most 128), beginning with a letter or digit, not '"
                        + text + "'");
    }
}
