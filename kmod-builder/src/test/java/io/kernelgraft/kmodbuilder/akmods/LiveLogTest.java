package io.kernelgraft.kmodbuilder.akmods;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveLogTest {
    private static final String LOG =
            "+ make modules\n  CC [M]  /tmp/x/a.o\n  MODPOST /tmp/x/Module.symvers\nrpm: done\n";

    private final BuildSteps steps = new BuildSteps();

    @TempDir
    Path root;

    @Test
    void shouldShowTheLastStepOfTheBuild() throws IOException {
        Files.writeString(temporary().resolve("akmodsbuild.log"), LOG);
        assertThat(lastStep()).isEqualTo("1 object, MODPOST /tmp/x/Module.symvers");
    }

    @Test
    void shouldCountObjectsAsTheLogGrowsAndWaitForTheEndOfALine() throws IOException {
        Path log = Files.writeString(temporary().resolve("log"), "  CC [M]  a.o\n  CC [M]  b.");
        assertThat(lastStep()).isEqualTo("1 object, CC [M] a.o");
        Files.writeString(log, "o\n  LD [M]  x.ko\n", StandardOpenOption.APPEND);
        assertThat(lastStep()).isEqualTo("2 objects, LD [M] x.ko");
    }

    @Test
    void shouldNotFollowALinkThatABuildHasMade() throws IOException {
        Path elsewhere = Files.writeString(root.resolve("elsewhere"), LOG);
        Files.createSymbolicLink(temporary().resolve("akmodsbuild.log"), elsewhere);
        assertThat(lastStep()).isEmpty();
    }

    private Path temporary() throws IOException {
        return Files.createDirectories(root.resolve("tmp/akmods.a1B2c3D4"));
    }

    private String lastStep() {
        return LiveLog.latest(new RootTree(root), steps);
    }
}
