package io.kernelgraft.kernelbuilder.machine;

import static io.kernelgraft.kernelbuilder.machine.SampleMachine.KVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFilesTest {
    @TempDir
    Path root;

    @BeforeEach
    void mokutil() throws IOException {
        Files.createDirectories(root.resolve("usr/bin"));
        Files.createFile(root.resolve("usr/bin/mokutil"));
    }

    @Test
    void shouldWriteExactlyTheFilesThatItNames() throws IOException {
        // When
        List<String> written = SampleMachine.files().install(new RootTree(root));

        // Then
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(file -> !Files.isDirectory(file))
                            .map(file -> "/" + root.relativize(file))
                            .filter(file -> !file.equals("/usr/bin/mokutil")))
                    .containsExactlyInAnyOrderElementsOf(written);
        }
        assertThat(written)
                .containsExactly(
                        "/etc/systemd/system/multi-user.target.wants/mok-enroll.service",
                        "/usr/bin/kernelgraft-validate",
                        "/usr/lib/systemd/system-preset/00-kernelgraft.preset",
                        "/usr/lib/systemd/system/mok-enroll.service",
                        "/usr/libexec/kernelgraft/mok-enroll",
                        "/usr/share/kernelgraft/image.conf",
                        "/usr/share/kernelgraft/image.json",
                        "/usr/share/kernelgraft/mok-password",
                        "/usr/share/kernelgraft/mok.der",
                        "/usr/share/kernelgraft/mok.pem");
    }

    @Test
    void shouldSetModesWhateverTheBaseHad() throws IOException {
        // Given
        Path program = Files.createFile(root.resolve("usr/bin/kernelgraft-validate"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rw-------"));
        // When
        SampleMachine.files().install(new RootTree(root));
        SampleMachine.files().install(new RootTree(root));
        // Then
        assertThat(mode("usr/bin/kernelgraft-validate")).isEqualTo("rwxr-xr-x");
        assertThat(mode("usr/libexec/kernelgraft")).isEqualTo("rwxr-xr-x");
        assertThat(mode("usr/libexec/kernelgraft/mok-enroll")).isEqualTo("rwxr-xr-x");
        assertThat(mode("usr/share/kernelgraft/mok.der")).isEqualTo("rw-r--r--");
        assertThat(Files.readSymbolicLink(
                        root.resolve("etc/systemd/system/multi-user.target.wants/mok-enroll.service")))
                .hasToString("/usr/lib/systemd/system/mok-enroll.service");
    }

    @Test
    void shouldSayTheSameToAShellAndInJson() throws IOException {
        // When
        SampleMachine.files().install(new RootTree(root));
        // Then
        assertThat(root.resolve("usr/share/kernelgraft/image.conf"))
                .hasContent("""
                        # What this image ships; the same as image.json.
                        line=desktop
                        kernel=kernel-cachyos-core-7.2.12-cachyos1.fc44.x86_64
                        kver=%s
                        certificate=%s
                        out-of-policy=nvidia
                        out-of-policy=zfs
                        out-of-policy=vbox
                        stock-package=kernel
                        stock-package=kernel-core
                        """.formatted(KVER, SampleMachine.certificate().digest()));
        JsonNode json = new ObjectMapper()
                .readTree(root.resolve("usr/share/kernelgraft/image.json").toFile());
        assertThat(json).isEqualTo(new ObjectMapper().readTree("""
                {"line": "desktop", "kernel": "kernel-cachyos-core-7.2.12-cachyos1.fc44.x86_64", "kver": "%s",
                 "certificate": "%s", "out-of-policy": ["nvidia", "zfs", "vbox"], "stock-packages": ["kernel", "kernel-core"]}
                """.formatted(
                                KVER, SampleMachine.certificate().digest())));
    }

    @Test
    void shouldShipTheCertificateInBothForms() throws Exception {
        // When
        SampleMachine.files().install(new RootTree(root));
        // Then
        byte[] der = Files.readAllBytes(root.resolve("usr/share/kernelgraft/mok.der"));
        byte[] pem = Files.readAllBytes(root.resolve("usr/share/kernelgraft/mok.pem"));
        CertificateFactory x509 = CertificateFactory.getInstance("X.509");
        assertThat(der).isEqualTo(SampleMachine.certificate().der());
        assertThat(x509.generateCertificate(new ByteArrayInputStream(pem)))
                .isEqualTo(x509.generateCertificate(new ByteArrayInputStream(der)));
    }

    @Test
    void shouldShipTheNewCertificateAloneWhileMachinesChangeOver() throws Exception {
        // When
        SampleMachine.files(SampleMachine.lineChangingOver(
                        "-----BEGIN CERTIFICATE-----\nb2xk\n-----END CERTIFICATE-----\n"))
                .install(new RootTree(root));
        // Then
        assertThat(root.resolve("usr/share/kernelgraft/mok.der"))
                .hasBinaryContent(SampleMachine.certificate().der());
        assertThat(root.resolve("usr/share/kernelgraft/mok.pem")).content().doesNotContain("b2xk");
    }

    @Test
    void shouldKeepThePasswordInAFileOfItsOwnAndOutOfEveryProgram() throws IOException {
        // Given
        String password = "a'b\"c$(d)`e\\f%s";
        // When
        SampleMachine.files(SampleMachine.line(password, List.of("nvidia"))).install(new RootTree(root));
        // Then
        assertThat(root.resolve("usr/share/kernelgraft/mok-password")).hasContent(password + "\n");
        assertThat(root.resolve("usr/libexec/kernelgraft/mok-enroll"))
                .hasBinaryContent(
                        getClass().getResourceAsStream("/machine/mok-enroll").readAllBytes());
    }

    @Test
    void shouldRefuseValuesThatAShellWouldTakeForMore() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleMachine.files(SampleMachine.line("two\nlines-long", List.of())))
                .withMessageStartingWith("machine.mokPassword: expected 8 to 64 characters")
                .withMessageNotContaining("lines-long");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleMachine.files(SampleMachine.line("margine-enrol", List.of("zfs\nkver=6.1"))))
                .withMessageStartingWith("machine.outOfPolicy: expected letters, digits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleMachine.files(SampleMachine.line("margine-enrol", List.of(".*"))))
                .withMessageStartingWith("machine.outOfPolicy");
    }

    @Test
    void shouldNotCallAKernelStockThatTheLineInstallsUnderTheSameName() throws IOException {
        // When
        SampleMachine.files(SampleMachine.lineInstalling("kernel-core")).install(new RootTree(root));
        // Then
        assertThat(root.resolve("usr/share/kernelgraft/image.conf"))
                .content()
                .contains("stock-package=kernel\n")
                .doesNotContain("stock-package=kernel-core");
    }

    @Test
    void shouldRefuseAnImageWithoutMokutil() throws IOException {
        // Given
        Files.delete(root.resolve("usr/bin/mokutil"));
        // When // Then
        assertThatThrownBy(() -> SampleMachine.files().install(new RootTree(root)))
                .isInstanceOfSatisfying(StageFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.REJECTED);
                    assertThat(failure.reason()).isEqualTo("MOKUTIL_MISSING");
                });
    }

    @Test
    void shouldRefuseACertificateThatIsNone() {
        assertThatThrownBy(
                        () -> MachineCertificate.parse("-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----"))
                .isInstanceOfSatisfying(StageFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.POLICY);
                    assertThat(failure.reason()).isEqualTo("CERTIFICATE_UNREADABLE");
                });
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
    }
}
