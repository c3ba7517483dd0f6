package io.kernelgraft.kmodbuilder.kmods;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.runtime.stage.StageFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KmodNamesTest {
    @Test
    void shouldTakeWhatDistributionsUse() {
        assertThatCode(() -> KmodNames.check(new Kmod("ryzen-smu", "akmod-ryzen-smu", null, false)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-rf", "../etc", "a b", "a/b", "a;b", "$(id)", "a\nb"})
    void shouldRefuseWhatCouldBeReadAsAnythingElse(String name) {
        assertThatThrownBy(() -> KmodNames.check(new Kmod(name, "akmod-x", null, false)))
                .isInstanceOf(StageFailure.class)
                .hasMessage(
                        "kmods.modules.name: expected letters, digits and ._+-, beginning with a letter or digit, not '"
                                + name + "'");
        assertThatThrownBy(() -> KmodNames.check(new Kmod("x", name, null, false)))
                .isInstanceOf(StageFailure.class)
                .hasMessageStartingWith("kmods.modules.akmod: expected ");
    }
}
