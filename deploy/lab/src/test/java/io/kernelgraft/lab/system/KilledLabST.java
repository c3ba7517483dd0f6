package io.kernelgraft.lab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.host.Requirements;
import io.kernelgraft.lab.supervisor.Leftovers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KilledLabST {
    private static final int PORTS = 28_180;

    @Test
    void shouldLeaveNoProcessAndNoMountWhenItsOwnerIsKilled() throws Exception {
        LabHome home = LabHome.find().beside(".lab-killed");
        assumeTrue(
                Requirements.missing(home).isEmpty(),
                () -> Requirements.missing(home).orElseThrow());
        // Given
        Path said = Files.createTempFile("kernelgraft-lab", ".log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dkernelgraft.root=" + home.root(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.kernelgraft.lab.Lab",
                "supervise");
        builder.environment().put("KG_LAB_HOME", home.directory().toString());
        builder.environment().put("KG_PORTS", Integer.toString(PORTS));
        // The same keys and images as everybody's.
        Files.createDirectories(home.directory());
        if (!Files.exists(home.directory().resolve("assets"))) {
            Files.createSymbolicLink(home.directory().resolve("assets"), home.assets());
        }
        Process lab =
                builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        await().atMost(Duration.ofMinutes(5)).until(() -> {
            assertThat(lab.isAlive()).as(Files.readString(said)).isTrue();
            return Files.readString(said).contains("==> the lab is up");
        });
        assertThat(new Leftovers(home).processes()).hasSizeGreaterThan(8);
        // When
        lab.destroyForcibly();
        // Then
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(new Leftovers(home).processes()).isEmpty();
            assertThat(new Leftovers(home).mounts()).isEmpty();
            assertThat(home.signer()).doesNotExist();
            assertThat(new LabPorts(PORTS).taken()).isEmpty();
        });
        Files.delete(said);
    }
}
