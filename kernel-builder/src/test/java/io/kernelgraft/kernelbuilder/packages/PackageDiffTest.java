package io.kernelgraft.kernelbuilder.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PackageDiffTest {
    private static final PackageSet BEFORE = new PackageSet(new TreeMap<>(Map.of(
            "kernel-core-6.12-1.x86_64", "kernel-core",
            "bash-5.2-1.x86_64", "bash",
            "scx-scheds-1.0-1.x86_64", "scx-scheds",
            "libx-1-1.x86_64", "libx",
            "libx-1-1.i686", "libx",
            "gpg-pubkey-1a-2b", "gpg-pubkey")));

    @Test
    void shouldTellAddedRemovedAndChangedApart() {
        // Given
        PackageSet after = new PackageSet(new TreeMap<>(Map.of(
                "kernel-cachyos-core-7.2-1.x86_64", "kernel-cachyos-core",
                "bash-5.2-1.x86_64", "bash",
                "scx-scheds-1.1-1.x86_64", "scx-scheds",
                "libx-1-2.x86_64", "libx",
                "libx-1-1.i686", "libx",
                "gpg-pubkey-1a-2b", "gpg-pubkey")));
        // When
        PackageDiff diff = PackageDiff.of(BEFORE, after);
        // Then
        assertThat(diff.text()).isEqualTo("""
                - kernel-core-6.12-1.x86_64
                + kernel-cachyos-core-7.2-1.x86_64
                ~ libx-1-1.x86_64 -> libx-1-2.x86_64
                ~ scx-scheds-1.0-1.x86_64 -> scx-scheds-1.1-1.x86_64
                """);
    }

    @Test
    void shouldNotPairPackagesOfWhichThereAreSeveralVersions() {
        // Given
        PackageSet before =
                new PackageSet(new TreeMap<>(Map.of("kernel-1-1.x86_64", "kernel", "kernel-2-1.x86_64", "kernel")));
        PackageSet after = new PackageSet(new TreeMap<>(Map.of("kernel-3-1.x86_64", "kernel")));
        // When
        PackageDiff diff = PackageDiff.of(before, after);
        // Then
        assertThat(diff.changed()).isEmpty();
        assertThat(diff.removed()).containsExactly("kernel-1-1.x86_64", "kernel-2-1.x86_64");
        assertThat(diff.added()).containsExactly("kernel-3-1.x86_64");
    }

    @Test
    void shouldSayThatThereIsNoDifference() {
        assertThat(PackageDiff.of(BEFORE, BEFORE).text()).isEqualTo("no difference\n");
    }
}
