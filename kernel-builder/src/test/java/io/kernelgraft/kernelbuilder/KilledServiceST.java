package io.kernelgraft.kernelbuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.container.BuildahConfig;
import io.kernelgraft.runtime.container.WorkingContainer;
import io.kernelgraft.runtime.evidence.AttemptEvidence;
import io.kernelgraft.runtime.tool.ProcessToolRunner;
import io.kernelgraft.runtime.tool.ToolCall;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service is killed while a tool works in a container; its successor finds a clean storage. Needs root. */
class KilledServiceST {
    private static final LabAssets ASSETS = LabAssets.find();
    private static final String SECONDS = "86399";

    @TempDir
    Path directory;

    private static Buildah buildah(Path storage, String host) {
        BuildahConfig config = new SmallRyeConfigBuilder()
                .withMapping(BuildahConfig.class)
                .withDefaultValue("kernelgraft.buildah.storage", storage.toString())
                .build()
                .getConfigMapping(BuildahConfig.class);
        return new Buildah(config, Optional.of(List.of(host)));
    }

    /** The service to be killed: sleeps in a container of the image. */
    static final class Victim {
        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            ImageReference image = ImageReference.parse(arguments[1]);
            ProcessToolRunner tools =
                    new ProcessToolRunner(directory, new AttemptEvidence(directory), new RecordedProgress());
            try (WorkingContainer container =
                    buildah(directory.resolve("storage"), image.host()).from(tools, image)) {
                container.mount();
                container.run(ToolCall.of("sleep", Duration.ofDays(1), "sh", "-c", "sleep " + SECONDS + "; true"));
            }
        }
    }

    @Test
    void shouldLeaveNoProcessContainerOrMountToItsSuccessor() throws Exception {
        assumeTrue(ASSETS.missing().isEmpty(), ASSETS::missing);
        try (RegistryProcess registry = RegistryProcess.start(directory.resolve("registry"))) {
            // Given: an orphan that works on
            ImageReference base = ASSETS.pushBase(ImageReference.parse(registry.host() + "/lab/base"), directory);
            Process victim = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Victim.class.getName(),
                            directory.toString(),
                            base.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("victim.log").toFile())
                    .start();
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> !victim.isAlive() || sleeper().isPresent());
            assertThat(victim.isAlive())
                    .as(Files.readString(directory.resolve("victim.log")))
                    .isTrue();
            ProcessHandle sleeper = sleeper().orElseThrow();
            victim.destroyForcibly().waitFor();
            assertThat(sleeper.isAlive()).isTrue();
            assertThat(mounts()).isNotEmpty();

            // When
            buildah(directory.resolve("storage"), registry.host()).prepare();

            // Then
            await().atMost(Duration.ofSeconds(10)).until(() -> !sleeper.isAlive());
            assertThat(mounts()).isEmpty();
            assertThat(LabAssets.run(
                            "buildah",
                            "--root",
                            directory.resolve("storage/root").toString(),
                            "--runroot",
                            directory.resolve("storage/run").toString(),
                            "--storage-driver",
                            "overlay",
                            "containers",
                            "--quiet"))
                    .isEmpty();
        }
    }

    private static Optional<ProcessHandle> sleeper() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(List::of)
                        .orElse(List.of())
                        .equals(List.of(SECONDS)))
                .findFirst();
    }

    private List<String> mounts() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .map(line -> line.split(" ")[4])
                .filter(point -> point.startsWith(directory.resolve("storage").toString()))
                .toList();
    }
}
