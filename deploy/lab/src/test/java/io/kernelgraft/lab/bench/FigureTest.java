package io.kernelgraft.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void shouldSayWhetherTheBoundIsKept() {
        assertThat(new Figure("overhead", 1.234, "s", 3)).hasToString("BENCH overhead 1.23 s bound 3 ok");
        assertThat(new Figure("idle-signer", 221, "MiB", 220))
                .hasToString("BENCH idle-signer 221.00 MiB bound 220 short");
    }
}
