package io.kernelgraft.kernelbuilder.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Nevra;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotRpmsTest {
    private static final Nevra KERNEL = Nevra.parse("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64");
    private static final List<String> FILES = List.of(
            "kernel-cachyos-7.2.0-cachyos1.fc44.x86_64.rpm",
            "kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64.rpm",
            "kernel-cachyos-doc-7.2.0-cachyos1.fc44.noarch.rpm",
            "kernel-cachyos-modules-7.2.0-cachyos2.fc44.x86_64.rpm");

    @Test
    void shouldFindAPackagesFile() {
        assertThat(SnapshotRpms.fileOf("kernel-cachyos", KERNEL, FILES)).isEqualTo(FILES.get(0));
        assertThat(SnapshotRpms.fileOf("kernel-cachyos-core", KERNEL, FILES)).isEqualTo(FILES.get(1));
        assertThat(SnapshotRpms.fileOf("kernel-cachyos-doc", KERNEL, FILES)).isEqualTo(FILES.get(2));
    }

    @Test
    void shouldNotTakeAPackageOfAnotherBuild() {
        assertThatThrownBy(() -> SnapshotRpms.fileOf("kernel-cachyos-modules", KERNEL, FILES))
                .hasMessageStartingWith(
                        "the snapshot: it has no kernel-cachyos-modules-7.2.0-cachyos1.fc44.x86_64.rpm, it has [")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.UPSTREAM, "SNAPSHOT_INCOMPLETE");
    }
}
