package io.kernelgraft.verifier.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.verifier.image.ImageView.FoundFile;
import io.kernelgraft.verifier.testing.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageViewTest {
    @TempDir
    Path dir;

    private ImageView image;

    @BeforeEach
    void image() throws IOException {
        LayerMerge merge = new LayerMerge(WantedFiles.matching(), Files.createDirectory(dir.resolve("spool")));
        merge.add(new Layer()
                .file("usr/lib/modules/1/vmlinuz", "k")
                .file("usr/lib/os-release", "r")
                .symlink("lib", "usr/lib")
                .symlink("usr/lib64", "../usr/lib")
                .symlink("absolute", "/usr/lib/os-release")
                .symlink("loop", "loop2")
                .symlink("loop2", "loop")
                .symlink("out", "../../../usr/lib/os-release")
                .symlink("dangling", "nowhere")
                .write(dir.resolve("layer")));
        image = new ImageView(merge.root(), Map.of());
    }

    @Test
    void shouldFollowLinksAsTheRunningSystemWould() {
        assertThat(image.file("lib/modules/1/vmlinuz")).isPresent();
        assertThat(image.file("usr/lib64/os-release")).isPresent();
        assertThat(image.file("absolute")).isPresent();
        assertThat(image.file("/lib/..//./lib/os-release")).isPresent();
    }

    @Test
    void shouldNotLeaveTheImage() {
        assertThat(image.file("out")).isEqualTo(image.file("usr/lib/os-release"));
    }

    @Test
    void shouldFindNothingBehindLoopsDanglingLinksAndFiles() {
        assertThat(image.lookup("loop")).isEmpty();
        assertThat(image.lookup("dangling")).isEmpty();
        assertThat(image.lookup("usr/lib/os-release/x")).isEmpty();
        assertThat(image.directory("usr/lib/os-release")).isEmpty();
        assertThat(image.file("usr/lib")).isEmpty();
    }

    @Test
    void shouldListFilesBelowADirectoryInOrder() {
        assertThat(image.files("usr", path -> true))
                .extracting(FoundFile::path)
                .containsExactly("usr/lib/modules/1/vmlinuz", "usr/lib/os-release");
        assertThat(image.files("nowhere", path -> true)).isEmpty();
    }
}
