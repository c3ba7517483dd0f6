package io.kernelgraft.kmodbuilder.kmods;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.runtime.stage.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequiredKmodsTest {
    private static final Kmod NVIDIA = new Kmod("nvidia", "akmod-nvidia", null, true);
    private static final Kmod ZFS = new Kmod("zfs", "akmod-zfs", null, true);
    private static final Kmod V4L2 = new Kmod("v4l2loopback", "akmod-v4l2loopback", null, false);

    @Test
    void shouldLetTheLineGoOnWithoutOptionalKmods() {
        assertThat(missing(
                        SettledKmod.built(
                                NVIDIA, List.of(Path.of("/tmp/a.rpm")), List.of("nvidia"), "akmod-vpoll-1.0-1.noarch"),
                        SettledKmod.failed(V4L2, "did not build")))
                .isEmpty();
    }

    @Test
    void shouldNameEveryRequiredKmodThatIsMissing() {
        assertThat(missing(
                        SettledKmod.failed(NVIDIA, "did not build: a.c:1: error: x"),
                        SettledKmod.failed(V4L2, "did not build"),
                        SettledKmod.skipped(ZFS, "no repository has akmod-zfs")))
                .contains(Outcome.failed(
                        FailureKind.UPSTREAM,
                        "REQUIRED_KMOD_FAILED",
                        "kmod nvidia is required and failed: did not build: a.c:1: error: x;"
                                + " kmod zfs is required and was skipped: no repository has akmod-zfs"));
    }

    @Test
    void shouldSayWhatABuiltKmodConsistsOf() {
        KmodOutcome outcome = SettledKmod.built(
                        NVIDIA,
                        List.of(Path.of("/tmp/a.rpm")),
                        List.of("nvidia", "nvidia_drm"),
                        "akmod-vpoll-1.0-1.noarch")
                .outcome();
        assertThat(outcome)
                .isEqualTo(new KmodOutcome(
                        "nvidia",
                        KmodOutcome.Status.BUILT,
                        true,
                        List.of("a.rpm"),
                        List.of("nvidia", "nvidia_drm"),
                        ""));
    }

    private static Optional<Outcome> missing(SettledKmod... kmods) {
        return RequiredKmods.missing(
                List.of(kmods).stream().map(SettledKmod::outcome).toList());
    }
}
