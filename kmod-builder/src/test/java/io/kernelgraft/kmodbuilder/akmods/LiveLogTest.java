package io.kernelgraft.kmodbuilder.akmods;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveLogTest {
    private static final String LOG =
            "+ make modules\n  CC [M]  /tmp/x/a.o\n  MODPOST /tmp/x/Module.symvers\nrpm: done\n";

    @TempDir
    Path root;

    @Test
    void shouldShowTheLastStepOfTheBuild() throws IOException {
        Files.writeString(temporary().resolve("akmodsbuild.log"), LOG);
        assertThat(lastStep()).contains("MODPOST /tmp/x/Module.symvers");
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

    private Optional<String> lastStep() {
        return LiveLog.lastStep(new RootTree(root));
    }
}
