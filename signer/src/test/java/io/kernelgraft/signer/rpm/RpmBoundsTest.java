package io.kernelgraft.signer.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.testing.RawRpm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small packages whose headers would take much memory. */
class RpmBoundsTest {
    @TempDir
    Path directory;

    @Test
    void shouldRefuseMorePathsThanAnyPackageHas() throws Exception {
        RawRpm rpm = new RawRpm();
        for (int i = 0; i <= 1 << 18; i++) {
            rpm.with("/" + i, 0100644, new byte[0]);
        }
        assertThat(refusal(rpm)).hasMessageContaining("has 262145 values");
    }

    @Test
    void shouldRefuseAPathThatLinuxWouldRefuse() throws Exception {
        RawRpm rpm = new RawRpm().with("/" + "a".repeat(5000), 0100644, new byte[0]);
        assertThat(refusal(rpm)).hasMessageContaining("file 0 has 5001 characters");
    }

    private StageFailure refusal(RawRpm rpm) throws Exception {
        Path file = Files.write(
                directory.resolve("a.rpm"), RawRpm.of(RawRpm.NO_SIGNATURE, rpm.header("gzip"), new byte[0]));
        StageFailure failure = catchThrowableOfType(StageFailure.class, () -> RpmFile.open(file));
        assertThat(failure.reason()).isEqualTo("RPM_DAMAGED");
        return failure;
    }
}
