package io.kernelgraft.kmodbuilder.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.runtime.stage.StageFailure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The dependencies are those of kernel-cachyos' own spec file. */
class DevelClosureTest {
    private static final Nevra CORE = Nevra.parse("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64");
    private static final ReleasePackage META =
            of("kernel-cachyos", "7.2.0-cachyos1.fc44", Set.of(), Set.of("kernel-core-uname-r"));
    private static final ReleasePackage CORE_RPM = of(
            "kernel-cachyos-core",
            "7.2.0-cachyos1.fc44",
            Set.of("kernel", "kernel-core-uname-r", "kernel-uname-r"),
            Set.of("kernel-modules-uname-r", "coreutils", "dracut"));
    private static final ReleasePackage MODULES = of(
            "kernel-cachyos-modules",
            "7.2.0-cachyos1.fc44",
            Set.of("kernel-modules-uname-r"),
            Set.of("kernel-uname-r"));
    private static final ReleasePackage NVIDIA =
            of("kernel-cachyos-nvidia-open", "7.2.0-cachyos1.fc44", Set.of("nvidia-kmod"), Set.of("kernel-uname-r"));
    private static final ReleasePackage DEVEL =
            of("kernel-cachyos-devel", "7.2.0-cachyos1.fc44", Set.of("kernel-devel"), Set.of("gcc", "make"));
    private static final ReleasePackage MATCHED = of(
            "kernel-cachyos-devel-matched",
            "7.2.0-cachyos1.fc44",
            Set.of("kernel-devel-matched"),
            Set.of("kernel-cachyos-core", "kernel-cachyos-devel"));

    @Test
    void shouldTakeWhatTheDevelPackagesNeedAndNothingElse() {
        assertThat(DevelClosure.of(
                        List.of(META, CORE_RPM, MODULES, NVIDIA, DEVEL, MATCHED),
                        List.of("kernel-cachyos-devel-matched"),
                        CORE))
                .containsExactlyInAnyOrder(MATCHED, CORE_RPM, DEVEL, MODULES);
    }

    @Test
    void shouldTakeTheKernelEvenIfItsHeadersDoNotAskForIt() {
        assertThat(DevelClosure.of(List.of(META, CORE_RPM, MODULES, DEVEL), List.of("kernel-cachyos-devel"), CORE))
                .containsExactlyInAnyOrder(DEVEL, CORE_RPM, MODULES);
    }

    @Test
    void shouldNameTheDevelPackageThatIsMissing() {
        assertFails(
                List.of(META, CORE_RPM, MODULES),
                List.of("kernel-cachyos-devel-matched"),
                "DEVEL_MISSING",
                "the release of kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64 has no package kernel-cachyos-devel-matched;"
                        + " it has [kernel-cachyos, kernel-cachyos-core, kernel-cachyos-modules]");
    }

    @Test
    void shouldRefuseHeadersOfAnotherBuild() {
        ReleasePackage newer = of("kernel-cachyos-devel", "7.2.0-cachyos2.fc44", Set.of("kernel-devel"), Set.of());
        assertFails(
                List.of(CORE_RPM, MODULES, newer, MATCHED),
                List.of("kernel-cachyos-devel-matched"),
                "DEVEL_MISMATCH",
                "kernel-cachyos-devel is not of the same build as kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64:"
                        + " expected 7.2.0-cachyos1.fc44, found 7.2.0-cachyos2.fc44");
    }

    private static void assertFails(List<ReleasePackage> release, List<String> devel, String reason, String message) {
        assertThatThrownBy(() -> DevelClosure.of(release, devel, CORE))
                .hasMessage(message)
                .isInstanceOfSatisfying(StageFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.UPSTREAM);
                    assertThat(failure.reason()).isEqualTo(reason);
                });
    }

    private static ReleasePackage of(String name, String evr, Set<String> provides, Set<String> requires) {
        Set<String> all = new HashSet<>(provides);
        all.add(name);
        Nevra nevra = Nevra.parse(name + "-" + evr + ".x86_64");
        return new ReleasePackage(nevra + ".rpm", nevra, all, requires);
    }
}
