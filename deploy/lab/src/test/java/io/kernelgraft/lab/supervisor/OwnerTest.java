package io.kernelgraft.lab.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.lab.home.LabHome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerTest {
    @TempDir
    Path directory;

    @Test
    void shouldHaveOneOwnerAtATime() {
        LabHome home = LabHome.at(directory, directory.resolve(".lab"));
        try (Owner first = new Owner(home);
                Owner second = new Owner(home)) {
            assertThat(first.tryClaim()).isTrue();
            assertThat(second.tryClaim()).isFalse();
            first.close();
            assertThat(second.tryClaim()).isTrue();
        }
        assertThat(directory.resolve(".lab/lab.pid")).doesNotExist();
    }

    @Test
    void shouldNotTakeAnotherProcessWithTheSamePidForTheOwner() throws Exception {
        // Given
        LabHome home = LabHome.at(directory, directory.resolve(".lab"));
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            Path pid = Files.createDirectories(home.directory()).resolve("lab.pid");
            long started = other.info().startInstant().orElseThrow().toEpochMilli();
            // When, Then
            Files.writeString(pid, other.pid() + " " + started + "\n");
            assertThat(new Owner(home).alive()).map(ProcessHandle::pid).contains(other.pid());
            Files.writeString(pid, other.pid() + " " + (started - 1000) + "\n");
            assertThat(new Owner(home).alive()).isEmpty();
            Files.writeString(pid, "nonsense");
            assertThat(new Owner(home).alive()).isEmpty();
        } finally {
            other.destroyForcibly();
        }
    }
}
