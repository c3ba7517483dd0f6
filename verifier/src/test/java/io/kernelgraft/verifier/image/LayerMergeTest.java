package io.kernelgraft.verifier.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.verifier.compression.Decompression;
import io.kernelgraft.verifier.testing.Compressed;
import io.kernelgraft.verifier.testing.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerMergeTest {
    @TempDir
    Path dir;

    @Test
    void shouldHideWhatAWhiteoutNames() throws IOException {
        ImageView image = merge(
                new Layer().file("etc/a", "1").file("etc/b", "1").file("opt/x/y", "1"),
                new Layer().file("etc/.wh.a", "").file(".wh.opt", ""));

        assertThat(image.file("etc/a")).isEmpty();
        assertThat(image.file("etc/b")).isPresent();
        assertThat(image.lookup("opt")).isEmpty();
    }

    @Test
    void shouldKeepWhatTheSameLayerPutsBesideAnOpaqueMarker() throws IOException {
        // Given a marker that stands behind the files it must not hide
        Layer upper = new Layer().file("lib/new/file", "2").file("lib/.wh..wh..opq", "");

        // When
        ImageView image = merge(new Layer().file("lib/old", "1").file("lib/new/old", "1"), upper);

        // Then
        assertThat(image.directory("lib").orElseThrow().children()).containsOnlyKeys("new");
        assertThat(image.directory("lib/new").orElseThrow().children()).containsOnlyKeys("file");
    }

    @Test
    void shouldNotHideAFileThatTheSameLayerPutsUnderAWhiteoutsName() throws IOException {
        ImageView image =
                merge(new Layer().file("a", "old"), new Layer().file("a", "new").file(".wh.a", ""));

        assertThat(content(image, "a")).contains("new");
    }

    @Test
    void shouldTakeTheUpperLayersFile() throws IOException {
        ImageView image =
                merge(new Layer().file("a", 0644, "old".getBytes()), new Layer().file("a", 0600, "new".getBytes()));

        assertThat(content(image, "a")).contains("new");
        assertThat(image.file("a").orElseThrow().mode()).isEqualTo(0600);
        assertThat(image.file("a").orElseThrow().size()).isEqualTo(3);
    }

    @Test
    void shouldReplaceADirectoryByAFileAndTheOtherWayRound() throws IOException {
        ImageView image = merge(
                new Layer().file("a/x", "1").file("b", "1"),
                new Layer().file("a", "2").file("b/y", "2"));

        assertThat(content(image, "a")).contains("2");
        assertThat(content(image, "b/y")).contains("2");
    }

    @Test
    void shouldKeepADirectorysContentWhenAnUpperLayerListsItAgain() throws IOException {
        ImageView image = merge(new Layer().file("a/x", "1"), new Layer().directory("a"));

        assertThat(content(image, "a/x")).contains("1");
    }

    @Test
    void shouldShareAHardLinksContentAlsoFromALowerLayer() throws IOException {
        ImageView image = merge(
                new Layer().file("a", "1"),
                new Layer().file("b", "2").hardLink("c", "b").hardLink("d", "a").file(".wh.b", ""));

        assertThat(content(image, "c")).contains("2");
        assertThat(content(image, "d")).contains("1");
    }

    @Test
    void shouldFindTheContentOfAWantedFileThatIsALinkIntoAnOstreeRepository() throws IOException {
        // Given an image that keeps its files as objects and links them to their places
        Layer layer = new Layer()
                .file("sysroot/ostree/repo/objects/ab/cd.file", "content")
                .file("sysroot/ostree/repo/objects/ab/ef.file", "not wanted")
                .hardLink("usr/wanted/a", "sysroot/ostree/repo/objects/ab/cd.file")
                .hardLink("usr/wanted/b", "sysroot/ostree/repo/objects/ab/cd.file");

        // When
        ImageView image = view(merge(WantedFiles.matching("usr/wanted/.*"), layer));

        // Then
        assertThat(content(image, "usr/wanted/a")).contains("content");
        assertThat(content(image, "usr/wanted/b")).contains("content");
        try (var spooled = Files.list(dir.resolve("spool"))) {
            assertThat(spooled).hasSize(1);
        }
    }

    @Test
    void shouldKeepOnlyMetadataOfWhatIsNotWanted() throws IOException {
        ImageView image = view(
                merge(WantedFiles.matching("a/.*"), new Layer().file("a/x", "1").file("b/x", "22")));

        assertThat(image.file("b/x").orElseThrow().content()).isEmpty();
        assertThat(image.file("b/x").orElseThrow().size()).isEqualTo(2);
        assertThat(content(image, "a/x")).contains("1");
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadLayersOfEveryCompression(Decompression compression) throws IOException {
        byte[] layer = Compressed.with(compression, new Layer().file("a", "1").tar());
        LayerMerge merge = new LayerMerge(WantedFiles.matching(".*"), Files.createDirectory(dir.resolve("spool")));

        merge.add(Files.write(dir.resolve("layer"), layer));

        assertThat(content(view(merge), "a")).contains("1");
    }

    @Test
    void shouldKnowDevicesFromFiles() throws IOException {
        ImageView image = merge(new Layer().device("dev/null").symlink("link", "dev/null"));

        assertThat(image.lookup("link")).containsInstanceOf(Node.Special.class);
    }

    @Test
    void shouldRefuseAPathOutsideTheImage() {
        assertThatThrownBy(() -> merge(new Layer().file("a/../../etc/passwd", "1")))
                .isInstanceOf(IOException.class)
                .hasMessage("path outside the image: 'a/../../etc/passwd'");
    }

    @Test
    void shouldRefuseAHardLinkToNothing() {
        assertThatThrownBy(() -> merge(new Layer().hardLink("a", "b")))
                .isInstanceOf(IOException.class)
                .hasMessage("hard link 'a' to 'b', which is no file");
    }

    @Test
    void shouldRefuseALayerThatIsCutShort() throws IOException {
        byte[] layer = new Layer().file("a", 0644, new byte[4096]).tar();
        LayerMerge merge = new LayerMerge(WantedFiles.matching(".*"), Files.createDirectory(dir.resolve("spool")));
        Path file = Files.write(dir.resolve("layer"), Arrays.copyOf(layer, 2000));

        assertThatThrownBy(() -> merge.add(file)).isInstanceOf(IOException.class);
    }

    private ImageView merge(Layer... layers) throws IOException {
        return view(merge(WantedFiles.matching(".*"), layers));
    }

    private LayerMerge merge(WantedFiles wanted, Layer... layers) throws IOException {
        LayerMerge merge = new LayerMerge(wanted, Files.createDirectory(dir.resolve("spool")));
        for (Layer layer : layers) {
            merge.add(layer.write(dir.resolve("layer")));
        }
        return merge;
    }

    private static ImageView view(LayerMerge merge) {
        return new ImageView(merge.root(), Map.of());
    }

    private static Optional<String> content(ImageView image, String path) throws IOException {
        Optional<Path> content = image.file(path).flatMap(Node.RegularFile::content);
        return content.isEmpty() ? Optional.empty() : Optional.of(Files.readString(content.get()));
    }
}
