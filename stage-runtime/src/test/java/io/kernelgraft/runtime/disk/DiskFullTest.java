package io.kernelgraft.runtime.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskFullTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error: committing container: writing blob: write /tmp/x: no space left on device",
                "cp: error writing '/var/tmp/initramfs': No space left on device",
                "Transaction test error: installing package kernel-core needs 36MB more space on the / filesystem",
                "installing package kernel-core needs 12 more inodes on the / filesystem",
                "   At least 36MB more space needed on the / filesystem.",
                "Curl error (23): Failed writing received data to disk/application for http://localhost/kernel.rpm",
                "Error: committing container: storing layer \"84768ab2\" to file: io: read/write on closed pipe",
                "mkdir: cannot create directory 'x': Disk quota exceeded"
            })
    void shouldKnowWhatToolsSay(String line) {
        assertThat(DiskFull.isSaidBy(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Installed size: 36 MB", "Curl error (28): Timeout was reached", "filesystem-3.18 is installed"})
    void shouldNotMistakeOtherLinesForIt(String line) {
        assertThat(DiskFull.isSaidBy(line)).isFalse();
    }

    @Test
    void shouldKnowTheErrorThatJavaGives() {
        // Given: the device on which every write fails as on a full disk
        Throwable full = catchThrowable(() -> Files.write(Path.of("/dev/full"), new byte[1]));

        // Then
        assertThat(DiskFull.in(full)).hasValue("No space left on device");
        assertThat(DiskFull.in(new StageFailure(
                        FailureKind.UPSTREAM,
                        "RPM_DAMAGED",
                        "a.rpm",
                        new UncheckedIOException(new IOException("unpacking", full)))))
                .isPresent();
    }

    @Test
    void shouldNotTakeAnotherMachinesFullDiskForThisOne() {
        IOException registry = new IOException("PUT answered 500: write /data: no space left on device");

        assertThat(DiskFull.in(registry)).isEmpty();
    }
}
