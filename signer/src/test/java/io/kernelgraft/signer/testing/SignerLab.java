package io.kernelgraft.signer.testing;

import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.TestKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bouncycastle.openpgp.PGPKeyPair;

/** A registry, a line, and the keys it names: one that signs packages, one that signs what boots. */
public final class SignerLab implements QuarkusTestResourceLifecycleManager {
    private RegistryProcess registry;

    @Override
    public Map<String, String> start() {
        try {
            Path work = Files.createTempDirectory(
                    Files.createDirectories(Path.of("target/lab").toAbsolutePath()), "run");
            // Where no registry is installed the tests are skipped by name; the service starts all the same.
            String host = "localhost:1";
            if (RegistryProcess.missing().isEmpty()) {
                registry = RegistryProcess.start(work.resolve("registry"));
                host = registry.host();
            }
            SigningKey mok = TestKeys.rsa(2048, "CN=Kernelgraft lab MOK");
            Path keys = Files.createDirectories(work.resolve("keys"));
            TestKeys.store(keys, "lab-mok", mok);
            PGPKeyPair packages = TestRpm.openPgpKey();
            Path lines = Files.createDirectories(work.resolve("lines"));
            String line = Files.readString(Path.of("src/test/resources/line.yaml"))
                    .replace("@registry@", host)
                    .replace("@openpgp@", TestRpm.armored(packages).strip().replace("\n", "\n    "))
                    .replace(
                            "@certificate@",
                            Files.readString(keys.resolve("lab-mok.pem"))
                                    .strip()
                                    .replace("\n", "\n    "));
            Files.writeString(lines.resolve("desktop.yaml"), line);
            // The packages that the tests release; their private key is gone when this returns.
            Path release = Files.createDirectories(work.resolve("release"));
            TestRelease.write(release, packages);
            return Map.of(
                    "kernelgraft.lines.directory", lines.toString(),
                    "kernelgraft.workspace.directory", work.resolve("workspace").toString(),
                    "kernelgraft.registry.plain-http", host,
                    "kernelgraft.signer.keys.directory", keys.toString(),
                    "kernelgraft.signer.lab-keys-allowed", "true",
                    // The tests' own JVM starts the servers and is shared with other classes.
                    "kernelgraft.signer.confinement.required", "false",
                    "test.release", release.toString());
        } catch (Exception e) {
            throw new IllegalStateException("cannot prepare the signer's surroundings", e);
        }
    }

    @Override
    public void stop() {
        if (registry != null) {
            registry.close();
        }
    }
}
