package io.kernelgraft.kernelbuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.Rebuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does by hand what the recipes say, and compares the files with the candidate's. */
class RecipeST {
    /** The memory that SQLite's readers share, of which an image has none; a mount point that the builder leaves. */
    private static final List<String> DIFFERENT = List.of("/usr/lib/sysimage/rpm/rpmdb.sqlite-shm", "/var/lib/dnf");

    @TempDir
    static Path directory;

    private static KernelBuilderLab lab;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(KernelBuilderLab.ASSETS.missing().isEmpty(), KernelBuilderLab.ASSETS::missing);
        lab = new KernelBuilderLab(directory);
    }

    @AfterAll
    static void stop() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void shouldGiveTheSameFilesByHand() throws Exception {
        // Given
        Rebuild rebuild = lab.rebuild();
        TestContext swapping = lab.context(rebuild, lab.line());
        ImageSwapped swapped = lab.swap(swapping);
        TestContext sealing =
                lab.context(rebuild, lab.line(), swapped, lab.signedKernel(rebuild), lab.signedKmods(rebuild));
        CandidateSealed sealed = lab.seal(sealing);

        // When
        Path context = Files.createDirectory(directory.resolve("by-hand"));
        Files.copy(sealing.workspace().resolve("machine.tar"), context.resolve("machine.tar"));
        build(context, "swap", swapping.evidence("swap.containerfile"), "");
        build(context, "seal", sealing.evidence("seal.containerfile"), "--from localhost/by-hand:swap");

        // Then
        Map<String, String> piped = files(sealed.candidate().toString(), true);
        Map<String, String> handmade = files("localhost/by-hand:seal", false);
        assertThat(piped).hasSizeGreaterThan(2000);
        assertThat(different(piped, handmade)).isSubsetOf(DIFFERENT);
    }

    /** Every command in the recipe's head is run just as a person would paste it, but for plain HTTP and our storage. */
    private static void build(Path context, String name, String recipe, String options) throws Exception {
        Path file = Files.writeString(context.resolve(name + ".containerfile"), recipe);
        String commands = String.join(
                        "\n",
                        recipe.lines()
                                .filter(line -> line.startsWith("#   "))
                                .map(line -> line.substring(4))
                                .toList())
                .replace("skopeo copy ", "skopeo copy --quiet --src-tls-verify=false ")
                .replace(
                        "buildah build -f <this file>",
                        String.join(" ", lab.buildahArgv()) + " build --isolation chroot --tls-verify=false --quiet "
                                + options + " -t localhost/by-hand:" + name + " -f " + file);
        LabAssets.run("bash", "-c", "set -e; cd " + context + "\n" + commands);
    }

    /** Type, mode and checksum of everything in an image, by path. */
    private static Map<String, String> files(String image, boolean remote) {
        String container = buildah("from", "--quiet", "--tls-verify=false", remote ? "docker://" + image : image)
                .strip();
        try {
            String root = buildah("mount", container).strip();
            Map<String, String> files = new TreeMap<>();
            LabAssets.run("find", root, "-xdev", "!", "-type", "f", "-printf", "/%P %y %m %l\\n")
                    .lines()
                    .forEach(line -> put(files, line));
            LabAssets.run("find", root, "-xdev", "-type", "f", "-printf", "/%P %y %m\\n")
                    .lines()
                    .forEach(line -> put(files, line));
            LabAssets.run(
                            "bash",
                            "-c",
                            "cd \"$1\" && find . -xdev -type f -print0 | xargs -0 sha256sum | sed 's|  \\./|  /|'",
                            "bash",
                            root)
                    .lines()
                    .forEach(line -> files.merge(line.substring(66), line.substring(0, 64), (a, b) -> a + " " + b));
            return files;
        } finally {
            buildah("rm", container);
        }
    }

    private static void put(Map<String, String> files, String line) {
        String[] parts = line.split(" ", 2);
        files.put(parts[0], parts[1]);
    }

    private static List<String> different(Map<String, String> one, Map<String, String> other) {
        Map<String, String> all = new TreeMap<>(one);
        all.putAll(other);
        return all.keySet().stream()
                .filter(path -> !String.valueOf(one.get(path)).equals(other.get(path)))
                .toList();
    }

    private static String buildah(String... arguments) {
        List<String> argv = new ArrayList<>(lab.buildahArgv());
        argv.addAll(List.of(arguments));
        return LabAssets.run(argv.toArray(String[]::new));
    }
}
