package io.kernelgraft.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
    @TempDir
    Path directory;

    @Test
    void shouldDeleteLinksAndNotWhatTheyPointTo() throws Exception {
        // Given
        Path kept = Files.writeString(directory.resolve("kept"), "kept");
        Path tree = Files.createDirectories(directory.resolve("tree/sub")).getParent();
        Files.createSymbolicLink(tree.resolve("sub/link"), kept);
        // When
        FileTree.delete(tree);
        // Then
        assertThat(tree).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void shouldDeleteWhatAnOstreeDeploymentMadeImmutable() throws Exception {
        // Given
        Path deployment = Files.createDirectories(directory.resolve("tree/deployment"));
        Files.writeString(deployment.resolve("file"), "");
        assumeTrue(
                Command.run("chattr", "+i", deployment.toString()).exitCode() == 0,
                "chattr +i needs root and a file system that has it");
        // When
        FileTree.delete(directory.resolve("tree"));
        // Then
        assertThat(directory.resolve("tree")).doesNotExist();
    }
}
