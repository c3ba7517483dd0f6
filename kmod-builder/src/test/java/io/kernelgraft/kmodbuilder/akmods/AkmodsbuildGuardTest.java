package io.kernelgraft.kmodbuilder.akmods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AkmodsbuildGuardTest {
    private static final String BEFORE = "#!/bin/bash\ninit ()\n{\n\t# prevent root-usage\n";
    private static final String AFTER =
            "\n\tfor kernel in ${kernels}; do\n\t\tif [[ -e x ]]; then\n\t\t\texit 2\n\t\tfi\n\tdone\n}\n";

    @Test
    void shouldCutTheGuardAndNothingElse() {
        // Given
        String guard =
                "\tif [[ -w /var ]] ; then\n\t\techo \"ERROR: Not to be used as root; specfied\" >&2\n\t\texit 1\n\tfi\n";

        // When / Then
        assertThat(AkmodsbuildGuard.removedFrom(BEFORE + guard + AFTER)).contains(BEFORE + AFTER);
    }

    @Test
    void shouldLeaveAScriptWithoutTheGuardAlone() {
        assertThat(AkmodsbuildGuard.removedFrom(BEFORE + AFTER)).isEmpty();
    }

    @Test
    void shouldRefuseAGuardThatNeverCloses() {
        assertThatThrownBy(() -> AkmodsbuildGuard.removedFrom(BEFORE + "if [[ -w /var ]] ; then\n exit 1\n"))
                .hasMessage("akmodsbuild: no 'fi' closes 'if [[ -w /var ]] ; then'");
    }
}
