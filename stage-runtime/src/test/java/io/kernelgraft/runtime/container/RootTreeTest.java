package io.kernelgraft.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootTreeTest {
    @TempDir
    Path root;

    private RootTree tree;

    @BeforeEach
    void makeTree() throws IOException {
        Files.createDirectories(root.resolve("usr/lib/modules"));
        Files.createDirectories(root.resolve("var"));
        Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
        Files.createSymbolicLink(root.resolve("root"), Path.of("var/roothome"));
        Files.createSymbolicLink(root.resolve("usr/out"), Path.of("../../../../etc"));
        Files.createSymbolicLink(root.resolve("usr/absolute"), Path.of("/var"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("/loop"));
        tree = new RootTree(root);
    }

    @Test
    void shouldFollowLinksInsideTheContainer() throws IOException {
        assertThat(tree.resolve("/lib/modules/1.2")).isEqualTo(root.resolve("usr/lib/modules/1.2"));
        assertThat(tree.resolve("/usr/absolute/log")).isEqualTo(root.resolve("var/log"));
    }

    @Test
    void shouldResolveADanglingLinkToItsTarget() throws IOException {
        assertThat(tree.resolve("/root")).isEqualTo(root.resolve("var/roothome"));
        assertThat(tree.resolveLast("/root")).isEqualTo(root.resolve("root"));
    }

    @Test
    void shouldNeverLeaveTheContainer() throws IOException {
        assertThat(tree.resolve("/usr/out/passwd")).isEqualTo(root.resolve("etc/passwd"));
        assertThat(tree.resolve("/../../etc/passwd")).isEqualTo(root.resolve("etc/passwd"));
    }

    @Test
    void shouldRefuseALoopOfLinks() {
        assertThatThrownBy(() -> tree.resolve("/loop/x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("40 links");
    }

    @Test
    void shouldSeeADanglingLinkAsThere() throws IOException {
        assertThat(tree.exists("/root")).isTrue();
        assertThat(tree.exists("/var/roothome")).isFalse();
    }
}
