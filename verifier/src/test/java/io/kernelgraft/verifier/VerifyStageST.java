package io.kernelgraft.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.container.BuildahConfig;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.registry.HttpRegistry;
import io.kernelgraft.runtime.registry.RegistryConfig;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.verifier.boot.BootTest;
import io.kernelgraft.verifier.firmware.Firmware;
import io.kernelgraft.verifier.firmware.FirmwareConfig;
import io.kernelgraft.verifier.image.ImageReader;
import io.kernelgraft.verifier.machine.AcceleratorChoice;
import io.kernelgraft.verifier.machine.MachineConfig;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerifyStageST {
    @Test
    void shouldVerifyAGoodCandidate() throws Exception {
        Path dir = Path.of("/tmp/verifier/st-run");
        new ProcessBuilder("rm", "-rf", dir.toString()).start().waitFor();
        Files.createDirectories(dir);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withConverter(java.time.Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .withMapping(RegistryConfig.class)
                .withMapping(BuildahConfig.class)
                .withMapping(VerifierConfig.class)
                .withMapping(FirmwareConfig.class)
                .withMapping(MachineConfig.class)
                .withDefaultValue("kernelgraft.registry.plain-http", "localhost:5077")
                .withDefaultValue("kernelgraft.buildah.storage", "/tmp/verifier/storage")
                .build();
        ImageReference candidate = ImageReference.parse(System.getProperty("candidate"));
        ImageReference base = ImageReference.parse(System.getProperty("base"));
        CandidateSealed sealed = new CandidateSealed(
                Lines.rebuild(System.getProperty("kver", "7.2.12+deb14-cloud-amd64"), base), candidate, List.of());
        LineFile line = Lines.line(
                Files.readString(Path.of("/tmp/verifier/keys/mok/MOK.pem")),
                new LineFile.Initramfs(List.of("dm-crypt", "dm-mod", "btrfs", "virtio_blk"), 15, 100),
                new LineFile.BootTest(2048, 2, 120, 300));
        long t0 = System.nanoTime();
        Progress progress = new Progress() {
            public void report(String text) {
                System.out.printf("%7.2f %s%n", (System.nanoTime() - t0) / 1e9, text);
            }

            public void report(String text, long done, long total) {
                report(text + " " + done + "/" + total);
            }
        };
        try (HttpRegistry registry = new HttpRegistry(config.getConfigMapping(RegistryConfig.class));
                OneAttempt attempt = new OneAttempt(sealed, line, dir, progress)) {
            Buildah buildah = new Buildah(config.getConfigMapping(BuildahConfig.class), Optional.of(List.of("localhost:5077")));
            buildah.prepare();
            VerifyStage stage = new VerifyStage(
                    new ImageReader(registry),
                    config.getConfigMapping(VerifierConfig.class),
                    new BootTest(
                            buildah,
                            new Firmware(config.getConfigMapping(FirmwareConfig.class)),
                            new AcceleratorChoice(config.getConfigMapping(MachineConfig.class)),
                            config.getConfigMapping(MachineConfig.class)));
            Outcome outcome = stage.run(attempt);
            System.out.println(outcome);
            System.out.println(Files.readString(attempt.left().get("report.txt")));
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        }
    }
}
