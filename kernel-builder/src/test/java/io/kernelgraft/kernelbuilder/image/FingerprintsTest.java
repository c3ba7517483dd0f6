package io.kernelgraft.kernelbuilder.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintsTest {
    private static final List<String> DIRECTORIES = List.of("/etc/yum.repos.d", "/etc/absent");

    @TempDir
    Path root;

    private Fingerprints now() throws IOException {
        return Fingerprints.of(new RootTree(root), DIRECTORIES);
    }

    @Test
    void shouldSeeContentModeAndWhatIsNewOrGone() throws IOException {
        // Given
        Path repos = Files.createDirectories(root.resolve("etc/yum.repos.d"));
        for (String name : List.of("same", "content", "mode", "gone")) {
            Files.writeString(repos.resolve(name), "[fedora]");
            Files.setPosixFilePermissions(repos.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
        }
        Fingerprints before = now();

        // When
        Files.writeString(repos.resolve("content"), "[fedor]");
        Files.setPosixFilePermissions(repos.resolve("mode"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.delete(repos.resolve("gone"));
        Files.createSymbolicLink(repos.resolve("copr.repo"), Path.of("/tmp/x"));

        // Then
        assertThat(before.changedIn(now()))
                .containsExactly("/etc/yum.repos.d/content", "/etc/yum.repos.d/gone", "/etc/yum.repos.d/mode");
        assertThat(before.newIn(now()))
                .containsExactly("/etc/yum.repos.d/content", "/etc/yum.repos.d/copr.repo", "/etc/yum.repos.d/mode");
        assertThat(now().changedIn(now())).isEmpty();
    }
}
