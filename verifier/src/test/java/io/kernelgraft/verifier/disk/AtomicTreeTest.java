package io.kernelgraft.verifier.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.evidence.Evidence;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ProcessToolRunner;
import io.kernelgraft.verifier.testing.Silent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicTreeTest {
    private static final Evidence NONE = new Evidence() {
        @Override
        public void add(String name, String mediaType, Path file) {}

        @Override
        public void addText(String name, String text) {}
    };

    @TempDir
    Path root;

    @TempDir
    Path var;

    @TempDir
    Path logs;

    @BeforeEach
    void container() throws IOException {
        for (String directory :
                new String[] {"usr/lib", "etc", "var/lib/a", "root", "opt", "home", "boot", "tmp", "run"}) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.writeString(root.resolve("etc/os-release"), "ID=x");
        Files.writeString(root.resolve("var/lib/a/b"), "kept");
        Files.writeString(root.resolve("root/.profile"), "kept");
        Files.writeString(root.resolve("run/leftover"), "lost");
        Files.createSymbolicLink(root.resolve("mnt"), Path.of("var/mnt"));
    }

    @Test
    void shouldMakeATreeThatOstreeCanDeploy() throws Exception {
        arrange(Duration.ofSeconds(30));

        assertThat(root.resolve("usr/etc/os-release")).hasContent("ID=x");
        assertThat(root.resolve("etc")).doesNotExist();
        assertThat(root.resolve("var")).isEmptyDirectory();
        assertThat(root.resolve("run")).isEmptyDirectory();
        assertThat(root.resolve("sysroot")).isEmptyDirectory();
        assertThat(Files.readSymbolicLink(root.resolve("ostree"))).hasToString("sysroot/ostree");
        assertThat(Files.readSymbolicLink(root.resolve("root"))).hasToString("var/roothome");
        assertThat(Files.readSymbolicLink(root.resolve("home"))).hasToString("var/home");
        assertThat(Files.readSymbolicLink(root.resolve("mnt"))).hasToString("var/mnt");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("tmp"))))
                .isEqualTo("rwxrwxrwx");
    }

    @Test
    void shouldKeepTheContentOfVarAsAnInstallerDoes() throws Exception {
        arrange(Duration.ofSeconds(30));

        assertThat(var.resolve("lib/a/b")).hasContent("kept");
        assertThat(var.resolve("roothome/.profile")).hasContent("kept");
    }

    @Test
    void shouldRejectATreeWhoseUsrLeadsOutOfIt() throws Exception {
        Files.delete(root.resolve("usr/lib"));
        Files.delete(root.resolve("usr"));
        Files.createSymbolicLink(root.resolve("usr"), logs);

        StageFailure failure = catchThrowableOfType(StageFailure.class, () -> arrange(Duration.ofSeconds(30)));

        assertThat(failure.reason()).isEqualTo("NOT_DEPLOYABLE");
        assertThat(failure).hasMessage("the image has no directory /usr");
        assertThat(root.resolve("etc/os-release")).exists();
    }

    @Test
    void shouldStopWhenThePreparationsTimeIsUp() {
        StageFailure failure = catchThrowableOfType(StageFailure.class, () -> arrange(Duration.ZERO));

        assertThat(failure.reason()).isEqualTo("PREPARATION_DEADLINE");
        assertThat(failure).hasMessageContaining("next would have been etc-to-usr");
    }

    private void arrange(Duration limit) throws IOException, InterruptedException {
        try (ProcessToolRunner tools = new ProcessToolRunner(logs, NONE, Silent.PROGRESS)) {
            new AtomicTree(new RootTree(root), new PreparationTools(tools, limit)).arrange(var);
        }
    }
}
