package io.kernelgraft.verifier;

import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.verifier.testing.SampleImage;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A registry, and a line whose certificate is the sample image's. */
public final class VerifierLab implements QuarkusTestResourceLifecycleManager {
    private RegistryProcess registry;

    @Override
    public Map<String, String> start() {
        try {
            Path directory = Files.createDirectories(Path.of("target/lab").toAbsolutePath());
            Path work = Files.createTempDirectory(directory, "run");
            // Where no registry is installed the tests are skipped by name; the service starts all the same.
            String host = "localhost:1";
            if (RegistryProcess.missing().isEmpty()) {
                registry = RegistryProcess.start(work.resolve("registry"));
                host = registry.host();
            }
            Path lines = Files.createDirectories(work.resolve("lines"));
            String line = Files.readString(Path.of("src/test/resources/line.yaml"))
                    .replace("@registry@", host)
                    .replace("@certificate@", "\"" + SampleImage.MOK.pem().replace("\n", "\\n") + "\"");
            Files.writeString(lines.resolve("desktop.yaml"), line);
            return Map.of(
                    "kernelgraft.lines.directory", lines.toString(),
                    "kernelgraft.workspace.directory", work.resolve("workspace").toString(),
                    "kernelgraft.buildah.storage", work.resolve("storage").toString(),
                    "kernelgraft.registry.plain-http", host);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (registry != null) {
            registry.close();
        }
    }
}
