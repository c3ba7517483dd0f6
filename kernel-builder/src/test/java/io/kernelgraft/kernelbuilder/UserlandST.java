package io.kernelgraft.kernelbuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Userland of a sibling project in the swap: a package whose scriptlet and preset switch its service on. */
class UserlandST {
    @TempDir
    static Path directory;

    private static KernelBuilderLab lab;
    private static Rebuild rebuild;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(KernelBuilderLab.ASSETS.missing().isEmpty(), KernelBuilderLab.ASSETS::missing);
        lab = new KernelBuilderLab(directory);
        ImageReference snapshot =
                lab.artifact("application/vnd.kernelgraft.userland-snapshot.v1", KernelBuilderLab.ASSETS.userland());
        rebuild = lab.rebuild(lab.base(), List.of(snapshot));
    }

    @AfterAll
    static void stop() {
        if (lab != null) {
            lab.close();
        }
    }

    private static LineFile line(List<String> packages, List<String> disabledUnits) throws IOException {
        LineFile line = lab.line();
        return new LineFile(
                line.name(),
                line.base(),
                line.artifacts(),
                line.kernel(),
                line.swap(),
                List.of(new LineFile.Userland(
                        null, "scx-scheds", packages, disabledUnits, KernelBuilderLab.ASSETS.coprKey())),
                line.kmods(),
                line.signing(),
                line.machine(),
                line.initramfs(),
                line.bootTest(),
                line.promotion());
    }

    @Test
    void shouldShipThePackageWithItsServiceOff() throws Exception {
        // When
        TestContext context = lab.context(rebuild, line(List.of("scx-scheds"), List.of("scx_loader.service")));
        ImageReference swapped = lab.swap(context).image();

        // Then
        assertThat(context.evidence("packages-after.txt")).contains("scx-scheds-1.0.18-1.fc44.x86_64");
        try (var image = lab.buildah().from(context.tools(), swapped)) {
            Path root = image.mount().root();
            assertThat(root.resolve("usr/bin/scx_lavd")).isExecutable();
            assertThat(root.resolve("etc/systemd/system/multi-user.target.wants/scx_loader.service"))
                    .satisfies(
                            wanted -> assertThat(Files.isSymbolicLink(wanted)).isFalse());
            assertThat(LabAssets.run("systemctl", "--root=" + root, "preset-all", "--preset-mode=full"))
                    .isNotNull();
            assertThat(root.resolve("etc/systemd/system/multi-user.target.wants/scx_loader.service"))
                    .satisfies(
                            wanted -> assertThat(Files.isSymbolicLink(wanted)).isFalse());
        }
    }

    @Test
    void shouldRefuseAUnitThatNoPackageBrings() throws Exception {
        LineFile line = line(List.of("scx-scheds"), List.of("absent.service"));
        assertThatThrownBy(() -> lab.swap(lab.context(rebuild, line)))
                .extracting("kind", "reason")
                .containsExactly(FailureKind.REJECTED, "UNIT_MISSING");
    }

    @Test
    void shouldRefuseASnapshotWithOtherPackagesThanTheLineNames() throws Exception {
        LineFile line = line(List.of("scx-tools"), List.of());
        assertThatThrownBy(() -> lab.swap(lab.context(rebuild, line)))
                .hasMessageContaining("holds [scx-scheds], expected [scx-tools]")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.UPSTREAM, "SNAPSHOT_INCOMPLETE");
    }
}
