package io.kernelgraft.lab.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFileReader;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabLineTest {
    @TempDir
    Path directory;

    @Test
    void shouldWriteALineFileThatEveryServiceAccepts() throws Exception {
        // Given
        LabHome home = LabHome.at(directory, directory.resolve(".lab"));
        Path keys = Files.createDirectories(home.assets().resolve("keys"));
        Files.createDirectories(keys.resolve("mok"));
        String key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nbGFi\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n";
        Files.writeString(keys.resolve("copr.asc"), key);
        Files.writeString(keys.resolve("fusion.asc"), key);
        Files.writeString(
                keys.resolve("mok/MOK.pem"), "-----BEGIN CERTIFICATE-----\nbGFi\n-----END CERTIFICATE-----\n");
        // When
        LineFile line = LineFileReader.read(LabLine.write(home, new LabPorts(20_000), "stable"))
                .line();
        // Then
        assertThat(line.name()).isEqualTo("margine");
        assertThat(line.base()).hasToString("localhost:20012/lab/base:stable");
        assertThat(line.kernel().copr().url()).isEqualTo("http://127.0.0.1:20013");
        assertThat(line.kernel().openpgpKey()).isEqualTo(key);
        assertThat(line.userland()).singleElement().satisfies(userland -> {
            assertThat(userland.copr().url()).isEqualTo(line.kernel().copr().url());
            assertThat(userland.packages()).containsExactly("scx-scheds");
            assertThat(userland.disabledUnits()).containsExactly("scx_loader.service");
            assertThat(userland.openpgpKey()).isEqualTo(key);
        });
        assertThat(line.kmods().modules()).extracting(LineFile.Kmod::name).containsExactly("vpoll", "v4l2loopback");
        assertThat(line.promotion().tags()).containsExactly("stable");
    }
}
