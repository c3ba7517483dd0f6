package io.kernelgraft.kmodbuilder.kmods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodOutcome.Status;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.contract.line.LineFile.Source;
import io.kernelgraft.kmodbuilder.testing.KmodLab;
import io.kernelgraft.kmodbuilder.testing.LabAssets;
import io.kernelgraft.kmodbuilder.testing.RecordingContext;
import io.kernelgraft.lab.copr.FileServer;
import io.kernelgraft.runtime.registry.Sha256;
import io.kernelgraft.runtime.stage.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kmods that no akmod package exists of, with the real compiler. */
class PlainSourceST {
    private static final LabAssets ASSETS = LabAssets.find();

    @TempDir
    Path directory;

    @Test
    void shouldBuildATarballAndACommitAndSayWhatIsWrongWithTheOthers() throws Exception {
        assumeTrue(ASSETS.missing().isEmpty(), ASSETS.missing().orElse(""));
        Path served = Files.createDirectories(directory.resolve("served"));
        String digest = tarball(served);
        String commit = repository(served.resolve("source"));

        try (KmodLab lab = new KmodLab(ASSETS, directory.resolve("lab"));
                FileServer server = new FileServer(served, 0)) {
            // Given
            Rebuild rebuild = lab.rebuild(LabAssets.rpms(ASSETS.release()));
            LineFile.Repository unused = new LineFile.Repository("http://127.0.0.1:9/", ASSETS.key("fusion"));
            String url = server.baseUrl() + "/source.tar.gz";
            String wrong = "sha256:" + "0".repeat(64);
            LineFile line = lab.line(
                    unused,
                    kmod("hello", new Source(url, digest, "hello/src")),
                    kmod("other-bytes", new Source(url, wrong, "hello/src")),
                    kmod("broken", new Source(url, digest, "broken")),
                    kmod("nowhere", new Source(url, digest, "hello")),
                    kmod("hello-git", new Source(server.baseUrl() + "/source", "git:" + commit, "hello/src")));

            try (RecordingContext context = new RecordingContext(rebuild, line, directory.resolve("attempt"))) {
                // When
                Outcome outcome = lab.stage().run(context);

                // Then
                assertThat(outcome).isInstanceOf(Outcome.Completed.class);
                KmodsBuilt built = (KmodsBuilt) ((Outcome.Completed) outcome).next();
                assertThat(built.kmods())
                        .extracting(KmodOutcome::status)
                        .containsExactly(Status.BUILT, Status.FAILED, Status.FAILED, Status.FAILED, Status.BUILT);
                assertThat(built.kmods().get(0).modules()).containsExactly("hello");
                assertThat(built.kmods().get(0).rpms())
                        .singleElement()
                        .asString()
                        .startsWith("kmod-hello-" + rebuild.kver() + "-0-");
                assertThat(built.kmods().get(1).reason()).contains("the line says " + wrong);
                assertThat(built.kmods().get(2).reason()).contains("broken.c:").contains("error: ");
                assertThat(built.kmods().get(3).reason()).contains("expected a directory with a Kbuild file");
                assertThat(built.kmods().get(4).modules()).containsExactly("hello");
            }
            assertBrokenSourcesAreRemembered(
                    lab, rebuild, lab.line(unused, kmod("broken", new Source(url, digest, "broken"))));
        }
    }

    private void assertBrokenSourcesAreRemembered(KmodLab lab, Rebuild rebuild, LineFile line) throws Exception {
        try (RecordingContext context = new RecordingContext(rebuild, line, directory.resolve("another"))) {
            assertThat(lab.stage().run(context)).isInstanceOf(Outcome.Completed.class);
            assertThat(context.reported()).containsExactly("kmod broken did not compile before, either");
            assertThat(context.kept()).as("tools that ran").isEmpty();
        }
    }

    private static Kmod kmod(String name, Source source) {
        return new Kmod(name, null, source, false);
    }

    private String tarball(Path served) throws Exception {
        Path tree = directory.resolve("tree");
        Path hello = Files.createDirectories(tree.resolve("hello/src"));
        Files.writeString(hello.resolve("Kbuild"), "obj-m := hello.o\n");
        Files.writeString(hello.resolve("hello.c"), """
                #include <linux/module.h>
                static int __init hello_init(void) { return 0; }
                static void __exit hello_exit(void) { }
                module_init(hello_init);
                module_exit(hello_exit);
                MODULE_DESCRIPTION("hello");
                MODULE_LICENSE("GPL");
                """);
        Path broken = Files.createDirectories(tree.resolve("broken"));
        Files.writeString(broken.resolve("Kbuild"), "obj-m := broken.o\n");
        Files.writeString(
                broken.resolve("broken.c"), "#include <linux/module.h>\nint broken(void) { return nothing; }\n");
        Path tarball = served.resolve("source.tar.gz");
        run("tar", "-C", tree.toString(), "-czf", tarball.toString(), "hello", "broken");
        return Sha256.of(tarball).value();
    }

    /** The same as a git repository that is served as plain files. */
    private String repository(Path served) throws Exception {
        Path tree = directory.resolve("tree");
        run("git", "init", "--quiet", "--separate-git-dir=" + served, tree.toString());
        run("git", "-C", tree.toString(), "add", "--all");
        run("git", "-C", tree.toString(), "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "t");
        run("git", "-C", tree.toString(), "update-server-info");
        return run("git", "-C", tree.toString(), "rev-parse", "HEAD");
    }

    private static String run(String... argv) throws Exception {
        Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}
