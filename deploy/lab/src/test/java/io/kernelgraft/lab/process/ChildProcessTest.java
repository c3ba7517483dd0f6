package io.kernelgraft.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    @TempDir
    Path directory;

    @Test
    void shouldQuoteTheLastLinesOfAProgramThatFailed() {
        // Given
        ChildProcess child = ChildProcess.start(
                "talker",
                List.of("/bin/sh", "-c", "echo one; echo $WORD; exit 3"),
                directory.resolve("log"),
                Map.of("WORD", "two"));
        // When, Then
        assertThatThrownBy(() -> child.requireSuccess(Duration.ofSeconds(10)))
                .hasMessageContaining("talker ended with exit code 3")
                .hasMessageContaining("one | two");
    }

    @Test
    void shouldKillAProgramThatIgnoresItsDeadline() {
        // Given
        ChildProcess child =
                ChildProcess.start("sleeper", List.of("/bin/sleep", "60"), directory.resolve("log"), Map.of());
        // When, Then
        assertThatThrownBy(() -> child.requireSuccess(Duration.ofMillis(100)))
                .hasMessageContaining("sleeper did not end within 0 s");
        assertThat(child.isAlive()).isFalse();
    }
}
