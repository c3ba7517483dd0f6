package io.kernelgraft.lab.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.lab.home.LabHome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    @TempDir
    Path directory;

    @Test
    void shouldKillWhatCarriesThisLabsMarkAndNothingElse() throws Exception {
        // Given
        LabHome home = LabHome.at(directory, directory.resolve(".lab"));
        Process ours = sleeper(home.directory().toString());
        Process others = sleeper(home.directory() + "-st");
        try {
            // When
            new Leftovers(home).sweep();
            // Then
            assertThat(ours.waitFor()).isEqualTo(128 + 9);
            assertThat(others.isAlive()).isTrue();
            assertThat(new Leftovers(home).processes()).isEmpty();
        } finally {
            others.destroyForcibly();
            others.waitFor();
        }
    }

    private static Process sleeper(String mark) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sleep", "60");
        builder.environment().put(LabHome.MARKER, mark);
        return builder.start();
    }
}
