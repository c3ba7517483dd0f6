package io.kernelgraft.kernelbuilder.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedFilesTest {
    private static final String TREE = "usr/lib/modules/7.2.0-cachyos1.fc44.x86_64/";
    private static final Kver KVER = new Kver("7.2.0-cachyos1.fc44.x86_64");

    private static final SortedSet<String> PACKAGED = new TreeSet<>(List.of(
            "/usr/bin/true", "/" + TREE + "modules.dep", "/" + TREE + "vmlinuz", "/" + TREE + "kernel/dm-mod.ko.xz"));

    @TempDir
    Path directory;

    private Path root;
    private RootTree image;

    @BeforeEach
    void makeImage() throws IOException {
        root = directory.resolve("image");
        Path modules = Files.createDirectories(root.resolve(TREE + "kernel"));
        Files.writeString(modules.resolveSibling("vmlinuz"), "kernel");
        Files.writeString(modules.resolveSibling("modules.dep"), "");
        Files.setPosixFilePermissions(modules.resolveSibling("vmlinuz"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(root.resolve("usr/lib/os-release"), "untouched");
        Files.createSymbolicLink(root.resolve(TREE + "build"), Path.of("/usr/lib"));
        image = new RootTree(root);
    }

    private SignedLayer layer(String... names) throws IOException {
        Path tar = Files.createTempFile(directory, "layer", ".tar");
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
            for (String name : names) {
                byte[] content = ("signed " + name).getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(name, true);
                entry.setSize(content.length);
                out.putArchiveEntry(entry);
                out.write(content);
                out.closeArchiveEntry();
            }
        }
        return new SignedLayer(null, null, tar);
    }

    @Test
    void shouldPutFilesWithTheModesThatTheLayerHas() throws IOException {
        // When
        SignedFiles.lay(image, KVER, List.of(layer(TREE + "vmlinuz"), layer(TREE + "kernel/dm-mod.ko.xz")), PACKAGED);

        // Then
        assertThat(root.resolve(TREE + "vmlinuz")).hasContent("signed " + TREE + "vmlinuz");
        assertThat(root.resolve(TREE + "kernel/dm-mod.ko.xz")).hasContent("signed " + TREE + "kernel/dm-mod.ko.xz");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(TREE + "vmlinuz"))))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void shouldRefuseWhenAPackagedModuleIsInNoLayer() {
        assertThatThrownBy(() -> SignedFiles.lay(image, KVER, List.of(layer(TREE + "vmlinuz")), PACKAGED))
                .hasMessage("1 files are in no signed layer: /" + TREE + "kernel/dm-mod.ko.xz")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.REJECTED, "UNSIGNED_FILE");
    }

    @Test
    void shouldRefuseWhenAModuleOfTheTreeIsInNoLayer() throws IOException {
        // Given: no package has it, a scriptlet made it
        Files.writeString(root.resolve(TREE + "kernel/made.ko"), "module");

        // When, Then
        List<SignedLayer> layers = List.of(layer(TREE + "vmlinuz"), layer(TREE + "kernel/dm-mod.ko.xz"));
        assertThatThrownBy(() -> SignedFiles.lay(image, KVER, layers, PACKAGED))
                .hasMessage("1 files are in no signed layer: /" + TREE + "kernel/made.ko")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.REJECTED, "UNSIGNED_FILE");
    }

    @Test
    void shouldRefuseASignedFileThatNoPackageHas() throws IOException {
        List<SignedLayer> layers =
                List.of(layer(TREE + "vmlinuz"), layer(TREE + "kernel/dm-mod.ko.xz"), layer(TREE + "kernel/new.ko.xz"));
        assertThatThrownBy(() -> SignedFiles.lay(image, KVER, layers, PACKAGED))
                .hasMessage("1 signed files that no package has: /" + TREE + "kernel/new.ko.xz")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.REJECTED, "SIGNED_LAYER_PATH");
    }

    @Test
    void shouldRefuseAModeThatOthersMayWriteWith() throws IOException {
        // Given
        Path tar = directory.resolve("mode.tar");
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
            TarArchiveEntry entry = new TarArchiveEntry(TREE + "vmlinuz");
            entry.setMode(0100666);
            out.putArchiveEntry(entry);
            out.closeArchiveEntry();
        }

        // When, Then
        assertThatThrownBy(() -> new SignedLayer(null, null, tar).lay(image, KVER))
                .hasMessageContaining("expected mode 644 of 0:0, found 666 of 0:0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usr/lib/os-release",
                "/usr/lib/os-release",
                TREE + "../../os-release",
                TREE + "build/os-release",
                TREE + "absent/new.ko.xz",
                TREE + "modules.dep",
                TREE + "build/new.ko",
                TREE + "kernel",
                TREE + ".hidden",
                "usr/lib/modules/other/vmlinuz"
            })
    void shouldRefuseAPathThatItHasNoBusinessWith(String name) throws IOException {
        SignedLayer layer = layer(name);
        assertThatThrownBy(() -> layer.lay(image, KVER))
                .hasMessageContaining("signed file '" + name)
                .extracting("kind", "reason")
                .containsExactly(FailureKind.REJECTED, "SIGNED_LAYER_PATH");
        assertThat(root.resolve("usr/lib/os-release")).hasContent("untouched");
    }

    @Test
    void shouldRefuseALink() throws IOException {
        // Given
        Path tar = directory.resolve("link.tar");
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
            TarArchiveEntry link = new TarArchiveEntry(TREE + "vmlinuz", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/shadow");
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
        }

        // When, Then
        assertThatThrownBy(() -> new SignedLayer(null, null, tar).lay(image, KVER))
                .hasMessageContaining("expected a regular file");
    }

    @Test
    void shouldRefuseAFileThatIsThereTwice() throws IOException {
        SignedLayer layer = layer(TREE + "vmlinuz", TREE + "vmlinuz");
        assertThatThrownBy(() -> layer.lay(image, KVER)).hasMessageContaining("it is there twice");
    }
}
