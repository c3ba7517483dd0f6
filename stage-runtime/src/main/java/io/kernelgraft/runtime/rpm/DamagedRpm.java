package io.kernelgraft.runtime.rpm;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Path;

/** The bytes are not those of a whole, sound RPM. */
final class DamagedRpm extends IOException {
    DamagedRpm(String message) {
        super(message);
    }

    /** As a failure: UPSTREAM {@code RPM_DAMAGED}, naming the file. */
    static StageFailure failure(Path file, IOException cause) {
        return new StageFailure(
                FailureKind.UPSTREAM, "RPM_DAMAGED", file.getFileName() + ": " + cause.getMessage(), cause);
    }
}
