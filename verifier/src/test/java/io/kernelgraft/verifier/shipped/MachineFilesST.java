package io.kernelgraft.verifier.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.kernelbuilder.machine.MachineFiles;
import io.kernelgraft.lab.process.ProjectRoot;
import io.kernelgraft.lab.testing.Reproduces;
import io.kernelgraft.runtime.evidence.Evidence;
import io.kernelgraft.runtime.tool.ProcessToolRunner;
import io.kernelgraft.verifier.disk.PreparationTools;
import io.kernelgraft.verifier.disk.RootDisk;
import io.kernelgraft.verifier.firmware.Firmware;
import io.kernelgraft.verifier.firmware.FirmwareConfig;
import io.kernelgraft.verifier.machine.AcceleratorChoice;
import io.kernelgraft.verifier.machine.MachineConfig;
import io.kernelgraft.verifier.testing.Key;
import io.kernelgraft.verifier.testing.Silent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * One machine under Secure Boot, switched on three times. Its kernel is Debian's, which starts whatever is enrolled: what
 * is tried is the unit and kernelgraft-validate, on real firmware variables and under systemd.
 */
class MachineFilesST {
    private static final String PASSWORD = "margine-enrol";
    private static final String MOK_MANAGER = "Shim UEFI key management";
    private static final Key MOK = Key.named("Machine files");

    private static final Evidence NOWHERE = new Evidence() {
        @Override
        public void add(String name, String mediaType, Path file) {}

        @Override
        public void addText(String name, String text) {}
    };

    // Removed here: JUnit would say a line about each of hundreds of links.
    @TempDir(cleanup = CleanupMode.NEVER)
    Path directory;

    @AfterEach
    void remove() throws Exception {
        new ProcessBuilder("rm", "-rf", directory.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    @Reproduces(
            rows = "F28",
            stage = "seal",
            prevented =
                    "the machine asks again at each boot, also after MokManager was let pass, until the certificate is enrolled")
    void shouldRequestEnrolmentAtEveryBootUntilItIsEnrolled() throws Exception {
        Path base = assets().resolve("base.oci");
        assumeTrue("root".equals(System.getProperty("user.name")), "making the disk needs root");
        assumeTrue(Files.exists(base), base + " is not there: the lab has not been set up");
        SmallRyeConfig config = config();
        try (ProcessToolRunner tools =
                new ProcessToolRunner(Files.createDirectory(directory.resolve("logs")), NOWHERE, Silent.PROGRESS)) {
            // Given
            BootableBase image = BootableBase.unpack(base, directory.resolve("root"), tools);
            MachineFiles.of(line(), rebuild(image)).install(image.tree());
            image.makeInitramfs(tools);
            Path disk = RootDisk.make(
                    image.tree(),
                    Files.createDirectory(directory.resolve("disk")),
                    new PreparationTools(tools, Duration.ofMinutes(5)));
            FirmwareConfig files = config.getConfigMapping(FirmwareConfig.class);
            MachineConfig machines = config.getConfigMapping(MachineConfig.class);
            Path variables = Files.copy(files.variables(), directory.resolve("firmware.fd"));
            Guest guest = new Guest(
                    machines,
                    files.code(),
                    variables,
                    disk,
                    new AcceleratorChoice(machines).choose(directory, tools, Silent.PROGRESS));

            // When nothing is enrolled
            Guest.Answers first = guest.boot(Files.createDirectory(directory.resolve("first")), tools);
            // Then
            assertThat(first.console()).doesNotContain(MOK_MANAGER);
            assertThatEnrolmentIsRequested(first, image);

            // When nobody presses a key while MokManager waits
            Guest.Answers skipped = guest.boot(Files.createDirectory(directory.resolve("skipped")), tools);
            // Then
            assertThat(skipped.console()).contains(MOK_MANAGER);
            assertThatEnrolmentIsRequested(skipped, image);

            // When it is enrolled
            new Firmware(files).writeVariables(MOK.certificate(), variables);
            Guest.Answers enrolled = guest.boot(Files.createDirectory(directory.resolve("enrolled")), tools);
            // Then
            assertThat(enrolled.all("unit")).containsExactly("success 0");
            assertThat(enrolled.all("requested")).isEmpty();
            assertThat(enrolled.all("journal")).contains("This image's certificate is enrolled.");
            assertThat(enrolled.all("failed-units")).containsExactly("");
            for (String user : List.of("root", "nobody")) {
                assertThat(enrolled.all(user).getFirst()).startsWith("0 ");
                assertThat(check(enrolled, user, "mok-enrolled")).isEqualTo("ok: enrolled");
                assertThat(check(enrolled, user, "secure-boot")).isEqualTo("ok: on");
                assertThat(check(enrolled, user, "kernel-running")).isEqualTo("ok: " + image.kver());
                assertThat(check(enrolled, user, "stock-packages")).isEqualTo("ok: none");
                assertThat(check(enrolled, user, "policy-loaded")).startsWith("ok: ");
            }
        }
    }

    private static void assertThatEnrolmentIsRequested(Guest.Answers boot, BootableBase image) throws Exception {
        assertThat(boot.all("unit")).as(boot.report()).containsExactly("success 0");
        assertThat(boot.all("requested")).as(boot.report()).containsExactly("CN=Machine files");
        assertThat(String.join("\n", boot.all("journal")))
                .contains("its enrolment is requested now", "It is: " + PASSWORD)
                .doesNotContain("Type these where");
        assertThat(boot.all("failed-units")).containsExactly("");
        assertThat(check(boot, "root", "mok-enrolled")).startsWith("warn: requested; restart and confirm it");
        assertThat(check(boot, "root", "kernel-running")).isEqualTo("ok: " + image.kver());
    }

    private static String check(Guest.Answers boot, String user, String name) throws Exception {
        String said = boot.all(user).getFirst();
        for (JsonNode each :
                new ObjectMapper().readTree(said.substring(said.indexOf(' '))).path("checks")) {
            if (each.path("check").asText().equals(name)) {
                return each.path("status").asText() + ": " + each.path("detail").asText();
            }
        }
        return "no such check";
    }

    private static Path assets() {
        String home = System.getenv("KG_LAB_HOME");
        return (home == null ? ProjectRoot.find().resolve(".lab") : Path.of(home)).resolve("assets");
    }

    private static SmallRyeConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(FirmwareConfig.class)
                .withMapping(MachineConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .build();
    }

    private static LineFile line() {
        return new LineFile(
                "lab",
                null,
                null,
                new LineFile.Kernel(null, "fedora-44-x86_64", "kernel", List.of("kernel"), List.of(), null),
                new LineFile.Swap(List.of(), List.of("kernel-debug")),
                List.of(),
                new LineFile.Kmods(null, null, List.of()),
                new LineFile.Signing("lab-mok", MOK.pem()),
                new LineFile.Machine(PASSWORD, null),
                null,
                null,
                null);
    }

    private static Rebuild rebuild(BootableBase image) {
        ImageReference base = ImageReference.parse("registry.example/os@sha256:" + "ab".repeat(32));
        return new Rebuild(
                "rb-0011223344556677",
                "lab",
                "ab".repeat(32),
                base,
                base.name() + ":stable",
                Nevra.parse("kernel-core-6.12-1.fc44.x86_64"),
                image.kver(),
                base,
                List.of(),
                Instant.parse("2026-11-23T03:00:00Z"));
    }
}
