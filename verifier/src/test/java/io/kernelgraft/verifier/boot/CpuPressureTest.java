package io.kernelgraft.verifier.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuPressureTest {
    private static final BootEnd TIMEOUT = new BootEnd.Failed("BOOT_TIMEOUT", "multi-user was not reached");

    @TempDir
    Path dir;

    @Test
    void shouldSayHowLongSomethingHadToWait() throws IOException {
        // Given
        CpuPressure pressure = CpuPressure.fromNow(counter(5_000_000), 100);

        // When 8 of 10 seconds were lacking
        counter(13_000_000);

        // Then
        assertThat(pressure.share(100 + 10_000_000_000L)).isCloseTo(0.8, within(0.001));
    }

    @Test
    void shouldHoldNothingAgainstAHostThatDoesNotCount() {
        CpuPressure pressure = CpuPressure.fromNow(dir.resolve("none"), 100);

        assertThat(pressure.share(1_000_000)).isZero();
    }

    @Test
    void shouldTryAgainWhenTheGuestWasStarved() {
        StageFailure failure = catchThrowableOfType(StageFailure.class, () -> BootTest.requireFairTime(TIMEOUT, 0.95));

        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.reason()).isEqualTo("HOST_TOO_BUSY");
        assertThat(failure).hasMessage("multi-user was not reached; this machine lacked processors 95 % of that time");
    }

    @Test
    void shouldLetAVerdictStand() {
        assertThatCode(() -> BootTest.requireFairTime(TIMEOUT, 0.4)).doesNotThrowAnyException();
        assertThatCode(() -> BootTest.requireFairTime(new BootEnd.Failed("BOOT_PANIC", "x"), 0.95))
                .doesNotThrowAnyException();
        assertThatCode(() -> BootTest.requireFairTime(
                        new BootEnd.Reached(1, new ProbeReport(Map.of(), List.of(), true)), 0.95))
                .doesNotThrowAnyException();
    }

    private Path counter(long micros) throws IOException {
        return Files.writeString(
                dir.resolve("cpu"),
                "some avg10=1.00 avg60=1.00 avg300=1.00 total=" + micros
                        + "\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n");
    }
}
