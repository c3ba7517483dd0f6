package io.kernelgraft.kernelbuilder.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleTreeTest {
    private static final Kver KVER = new Kver("7.2.12+deb14-cloud-amd64");

    @TempDir
    Path directory;

    private Path modules;
    private ModuleTree tree;

    @BeforeEach
    void makeTree() throws IOException {
        Path root = directory.resolve("image");
        modules = Files.createDirectories(root.resolve("usr/lib/modules"));
        Files.createDirectories(modules.resolve(KVER + "/extra/xone"));
        Files.createFile(modules.resolve(KVER + "/vmlinuz"));
        Files.createFile(modules.resolve(KVER + "/modules.order"));
        Files.createFile(modules.resolve(KVER + "/extra/xone/xone.ko.zst"));
        tree = new ModuleTree(new RootTree(root));
    }

    @Test
    void shouldAcceptExactlyTheOneKernel() throws IOException {
        assertThat(tree.requireOnly(KVER)).isSameAs(tree);
        assertThat(tree.signable(KVER))
                .containsExactly(
                        "/usr/lib/modules/" + KVER + "/extra/xone/xone.ko.zst",
                        "/usr/lib/modules/" + KVER + "/vmlinuz");
    }

    @Test
    void shouldRefuseLeftoversOfTheStockKernel() throws IOException {
        // Given
        Files.createDirectories(modules.resolve("6.12.0-200.fc44.x86_64/extra"));

        // When, Then
        assertThatThrownBy(() -> tree.requireOnly(KVER))
                .hasMessage("expected exactly " + KVER + " in /usr/lib/modules, found [6.12.0-200.fc44.x86_64, " + KVER
                        + "]")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.REJECTED, "KERNEL_COUNT");
    }

    @Test
    void shouldRefuseAKernelWithoutVmlinuz() throws IOException {
        Files.delete(modules.resolve(KVER + "/vmlinuz"));
        assertThatThrownBy(() -> tree.requireOnly(KVER)).hasMessage("/usr/lib/modules/" + KVER + " has no vmlinuz");
    }

    @Test
    void shouldClearWithoutFollowingLinks() throws IOException {
        // Given
        Path outside = Files.writeString(
                Files.createDirectories(directory.resolve("outside")).resolve("kept"), "kept");
        Files.createSymbolicLink(modules.resolve("link"), outside.getParent());

        // When
        tree.clear();

        // Then
        assertThat(modules).isEmptyDirectory();
        assertThat(outside).hasContent("kept");
    }
}
