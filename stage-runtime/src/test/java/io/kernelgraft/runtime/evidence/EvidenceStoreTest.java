package io.kernelgraft.runtime.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFileReader;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.HttpRegistry;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.RegistryConfig;
import io.kernelgraft.runtime.registry.Sha256;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.testing.Rebuilds;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceStoreTest {
    private static final String LOG = "dracut: done";

    @TempDir
    Path directory;

    private RegistryProcess process;
    private HttpRegistry registry;
    private LoadedLine line;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(
                RegistryProcess.missing().isEmpty(),
                () -> RegistryProcess.missing().orElseThrow());
        process = RegistryProcess.start(directory.resolve("registry"));
        registry = new HttpRegistry(new SmallRyeConfigBuilder()
                .withMapping(RegistryConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValue("kernelgraft.registry.plain-http", process.host())
                .build()
                .getConfigMapping(RegistryConfig.class));
        String text = Files.readString(Path.of("target/test-classes/lines/test.yaml"))
                .replace("ghcr.io/example-org/desktop-artifacts", process.host() + "/lab/artifacts");
        line = LineFileReader.read(Files.writeString(directory.resolve("line.yaml"), text));
    }

    @AfterEach
    void stop() {
        if (process != null) {
            registry.close();
            process.close();
        }
    }

    @Test
    void shouldSendEvidenceOnceAndListItBesideTheCandidateToo() throws Exception {
        // Given
        Rebuild rebuild = Rebuilds.withLine(line.line().name(), line.sha256());
        ImageReference candidate = registry.pushArtifact(
                ImageReference.parse(process.host() + "/lab/margine"), "application/vnd.test", List.of(), Map.of());
        AttemptEvidence evidence = new AttemptEvidence(directory);
        evidence.addText("01-dracut.log", LOG);

        // When
        ImageReference stored = new EvidenceStore(registry, lines())
                .push(
                        rebuild,
                        "seal",
                        1,
                        evidence,
                        Outcome.completed(new CandidateSealed(rebuild, candidate, List.of())));

        // Then
        Manifest named = registry.manifest(stored.withTag("evidence-" + rebuild.id() + "-seal-1"));
        assertThat(named.reference().pinned()).isEqualTo(stored.pinned());
        Descriptor log = named.layers().getFirst();
        registry.fetchBlob(stored, log, directory.resolve("from-artifacts"));
        registry.fetchBlob(candidate, log, directory.resolve("from-candidate"));
        assertThat(directory.resolve("from-candidate")).hasContent(LOG);
        assertThat(Files.readString(directory.resolve("registry/registry.log")).lines())
                .filteredOn(line -> line.contains("\"PUT ")
                        && line.contains(Sha256.of(LOG.getBytes()).hex()))
                .hasSize(1);
    }

    private Lines lines() {
        return new Lines() {
            @Override
            public List<LoadedLine> all() {
                return List.of(line);
            }

            @Override
            public Optional<LoadedLine> named(String name) {
                return Optional.of(line);
            }
        };
    }
}
