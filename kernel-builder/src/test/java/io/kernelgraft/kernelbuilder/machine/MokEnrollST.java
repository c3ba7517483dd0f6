package io.kernelgraft.kernelbuilder.machine;

import static io.kernelgraft.kernelbuilder.machine.SampleMachine.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.kernelbuilder.machine.UnpackedImage.Answer;
import io.kernelgraft.lab.testing.Reproduces;
import io.kernelgraft.runtime.container.RootTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped script with the image's own mokutil, on firmware variables in files; needs root, for chroot. */
class MokEnrollST {
    private static final String ENROLL = "/usr/libexec/kernelgraft/mok-enroll";

    @TempDir
    static Path directory;

    private static UnpackedImage image;

    @BeforeAll
    static void unpack() throws Exception {
        assumeTrue(MachineLab.missing().isEmpty(), MachineLab::missing);
        image = MachineLab.unpack(directory.resolve("root"));
    }

    @AfterAll
    static void remove() throws Exception {
        MachineLab.remove(directory.resolve("root"));
    }

    @BeforeEach
    void freshMachine() throws Exception {
        SampleMachine.files().install(new RootTree(image.root()));
        image.firmware(true, false);
        Files.deleteIfExists(image.file("/etc/vconsole.conf"));
    }

    @Test
    void shouldRequestEnrolmentAndTellTheUserWhatWillHappen() throws Exception {
        // When
        Answer answer = image.run(ENROLL);
        // Then
        assertThat(answer.exitCode()).as(answer.output()).isZero();
        assertThat(Files.readAllBytes(image.shimVariable("MokNew")))
                .endsWith(SampleMachine.certificate().der());
        assertThat(image.shimVariable("MokAuth")).isNotEmptyFile();
        assertThat(answer.output())
                .contains("its enrolment is requested now", "It is: " + PASSWORD, "MokManager", "US keyboard layout")
                .doesNotContain("Type these where");
    }

    @Test
    void shouldLeaveAPendingRequestAsItIs() throws Exception {
        // Given
        image.run(ENROLL);
        byte[] request = Files.readAllBytes(image.shimVariable("MokNew"));
        byte[] password = Files.readAllBytes(image.shimVariable("MokAuth"));
        // When
        Answer answer = image.run(ENROLL);
        // Then
        assertThat(answer.exitCode()).as(answer.output()).isZero();
        assertThat(answer.output()).contains("requested already", "It is: " + PASSWORD);
        assertThat(image.shimVariable("MokNew")).hasBinaryContent(request);
        assertThat(image.shimVariable("MokAuth")).hasBinaryContent(password);
    }

    /** What a user types is what is stored: a password with everything that a shell could change. */
    @Test
    void shouldHandOverThePasswordAsItIs() throws Exception {
        // Given
        String password = "-n%s\\t$(id)`id`'\"*";
        SampleMachine.files(SampleMachine.line(password, null)).install(new RootTree(image.root()));
        // When
        Answer answer = image.run(ENROLL);
        // Then
        assertThat(answer.exitCode()).as(answer.output()).isZero();
        assertThat(answer.output()).contains("It is: " + password + "\n");
        assertThat(MokPassword.of(image).isOf(password, image)).isTrue();
        assertThat(MokPassword.of(image).isOf(PASSWORD, image)).isFalse();
    }

    @Test
    @Reproduces(rows = "F28", stage = "seal", prevented = "the machine asks again, as the certificate is not enrolled")
    void shouldAskAgainWhenTheUserLetMokManagerPass() throws Exception {
        // Given
        image.run(ENROLL);
        image.skipRequest();
        // When
        Answer answer = image.run(ENROLL);
        // Then
        assertThat(answer.output()).contains("its enrolment is requested now");
        assertThat(image.shimVariable("MokNew")).exists();
    }

    @Test
    @Reproduces(
            rows = "F28",
            stage = "seal",
            prevented = "the machine asks again, as the certificate is not enrolled any more")
    void shouldAskAgainWhenAFirmwareUpdateWipedTheEnrolledCertificate() throws Exception {
        // Given
        image.run(ENROLL);
        image.confirmRequest();
        Answer enrolled = image.run(ENROLL);
        assertThat(enrolled.output()).isEqualTo("This image's certificate is enrolled.\n");
        assertThat(image.shimVariable("MokNew")).doesNotExist();
        // When
        Files.delete(image.shimVariable("MokListRT"));
        Answer wiped = image.run(ENROLL);
        // Then
        assertThat(wiped.exitCode()).as(wiped.output()).isZero();
        assertThat(wiped.output()).contains("its enrolment is requested now");
        assertThat(image.shimVariable("MokNew")).exists();
    }

    @Test
    void shouldNameTheKeysThatSitElsewhereOnThisMachine() throws Exception {
        // Given
        SampleMachine.files(SampleMachine.line("azyzA-9!m", null)).install(new RootTree(image.root()));
        // When // Then
        image.write("/etc/vconsole.conf", "KEYMAP=de-nodeadkeys\n");
        assertThat(image.run(ENROLL).output()).contains("'de-nodeadkeys'", "has them: - y z");
        image.write("/etc/vconsole.conf", "FONT=x\nKEYMAP=\"fr\"\n");
        assertThat(image.run(ENROLL).output()).contains("'fr'", "has them: ! - 9 A a m z");
        image.write("/etc/vconsole.conf", "KEYMAP=us\nXKBLAYOUT=gb,us\n");
        assertThat(image.run(ENROLL).output()).doesNotContain("Type these where");
        image.write("/etc/vconsole.conf", "KEYMAP=ru\n");
        assertThat(image.run(ENROLL).output()).contains("'ru'", "has them: ! - 9 A a m y z");
        image.write("/etc/vconsole.conf", "KEYMAP=us\n");
        assertThat(image.run(ENROLL).output()).doesNotContain("Type these where");
    }

    @Test
    void shouldSayThatItHasChangedThePasswordOfSomebodyElsesRequest() throws Exception {
        // Given
        Files.copy(
                MachineLab.assets().resolve("keys/mok/MOK.der"),
                image.file("/tmp/other.der"),
                StandardCopyOption.REPLACE_EXISTING);
        Answer other = image.run("/bin/sh", "-c", "printf 'other\\nother\\n' | mokutil --import /tmp/other.der");
        assertThat(other.exitCode()).as(other.output()).isZero();
        // When
        Answer answer = image.run(ENROLL);
        // Then
        assertThat(answer.output()).contains("Another request was pending");
        assertThat(MokPassword.of(image).isOf(PASSWORD, image)).isTrue();
        assertThat(new String(Files.readAllBytes(image.shimVariable("MokNew")), StandardCharsets.ISO_8859_1))
                .contains("Sample MOK", "Kernelgraft Lab MOK");
    }

    @Test
    void shouldFailWithMokutilsWordsWhereThereAreNoVariables() throws Exception {
        // Given
        Path variables = image.shimVariable("x").getParent();
        Path away = Files.move(variables, variables.resolveSibling("away"));
        try {
            // When
            Answer answer = image.run(ENROLL);
            // Then
            assertThat(answer.exitCode()).isEqualTo(1);
            assertThat(answer.output()).contains("EFI variables are not supported on this system");
        } finally {
            Files.move(away, variables);
        }
    }

    @Test
    void shouldBeAUnitThatSystemdAcceptsAndPresetsKeep() throws Exception {
        // When
        Answer verified = image.run(
                "systemd-analyze",
                "verify",
                "--man=no",
                "--recursive-errors=no",
                "/usr/lib/systemd/system/mok-enroll.service");
        Answer preset = image.run("systemctl", "--root=/", "preset-all");
        // Then
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        assertThat(preset.exitCode()).as(preset.output()).isZero();
        assertThat(image.run("systemctl", "--root=/", "is-enabled", "mok-enroll.service")
                        .output())
                .endsWith("\nenabled\n");
    }
}
