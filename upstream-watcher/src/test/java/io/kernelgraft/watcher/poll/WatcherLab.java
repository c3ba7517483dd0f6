package io.kernelgraft.watcher.poll;

import io.kernelgraft.lab.process.FreePort;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.lab.rpm.RpmForge;
import io.kernelgraft.lab.rpm.RpmForge.Recipe;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A registry, signed releases ready to be published, and two lines with one source; with {@link #USERLAND} the second line
 * takes userland from a sibling. The COPR is started by the test.
 */
public final class WatcherLab implements QuarkusTestResourceLifecycleManager {
    static final String DIRECTORY = "watcher-lab.directory";
    static final String COPR_PORT = "watcher-lab.copr-port";

    private static final String SIBLING = """
            userland:
              - copr: {url: "@copr@", owner: bieszczaders, project: kernel-cachyos-addons}
                watch: scx-scheds
                packages: [scx-scheds]
                disabledUnits: []
                openpgpKey: |
                  @sibling-key@
            """;
    static final String USERLAND = "userland";

    private boolean userland;
    private RegistryProcess registry;
    private RpmForge forge;
    private Path work;

    @Override
    public void init(Map<String, String> arguments) {
        userland = Boolean.parseBoolean(arguments.get(USERLAND));
    }

    @Override
    public Map<String, String> start() {
        try {
            work = Files.createTempDirectory(
                    Files.createDirectories(Path.of("target/lab").toAbsolutePath()), "run");
            int copr = FreePort.any();
            String host = "localhost:1";
            String key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nbm90IGEga2V5\n-----END PGP PUBLIC KEY BLOCK-----";
            // Where something is missing the tests are skipped by name; the service starts all the same.
            if (RegistryProcess.missing().isEmpty() && RpmForge.missing().isEmpty()) {
                registry = RegistryProcess.start(work.resolve("registry"));
                host = registry.host();
                forge = new RpmForge("ed25519");
                key = forge.publicKey().strip();
                if (userland) {
                    userlandReleases();
                } else {
                    releases();
                }
            }
            Path lines = Files.createDirectories(work.resolve("lines"));
            for (String name : new String[] {"desktop", userland ? "gaming" : "handheld"}) {
                Files.writeString(
                        lines.resolve(name + ".yaml"),
                        Files.readString(Path.of("src/test/resources/line.yaml"))
                                .replace("@name@", name)
                                .replace("userland: []", name.equals("gaming") ? SIBLING : "userland: []")
                                .replace("@registry@", host)
                                .replace("@copr@", "http://127.0.0.1:" + copr)
                                .replace("@sibling-key@", key.replace("\n", "\n      "))
                                .replace("@key@", key.replace("\n", "\n    ")));
            }
            Map<String, String> config = new HashMap<>();
            config.put(DIRECTORY, work.toString());
            config.put(COPR_PORT, Integer.toString(copr));
            config.put("kernelgraft.lines.directory", lines.toString());
            config.put(
                    "kernelgraft.workspace.directory", work.resolve("workspace").toString());
            config.put("kernelgraft.registry.plain-http", host);
            config.put("kernelgraft.watcher.poll-interval", "1s");
            config.put("kernelgraft.upstream.fetch-pauses", userland ? "1s,2s,3s" : "100ms");
            config.put("kernelgraft.watcher.refused-pause", "1s");
            config.put("kernelgraft.watcher.refused-pause-longest", "1s");
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void userlandReleases() throws IOException {
        for (String version : new String[] {"7.4.1", "7.4.2", "7.4.3", "7.4.4", "7.4.5", "7.4.6"}) {
            release(version, version, forge, true);
        }
        for (String version : new String[] {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5"}) {
            Path directory = Files.createDirectories(work.resolve("releases").resolve("userland-" + version));
            forge.buildSigned(
                    directory, new Recipe("scx-scheds", version, "1.fc44", Map.of("/usr/bin/scx_lavd", version)));
            Files.writeString(
                    directory.resolve("release.json"),
                    "{\"name\":\"scx-scheds\",\"version\":\"%s\",\"release\":\"1.fc44\"}".formatted(version));
        }
    }

    private void releases() throws IOException {
        for (String version : new String[] {"7.2.1", "7.2.2", "7.2.3", "7.2.4", "7.2.5", "7.2.6", "7.2.7", "7.2.8"}) {
            release(version, version, forge, true);
        }
        release("odd", "7.2.9~rc3", "201.lts1.lto", "7.2.9-rc3_lts1.lto-201+x86", forge, true);
        release("unsigned", "7.3.1", forge, false);
        try (RpmForge stranger = new RpmForge("ed25519")) {
            release("stranger", "7.3.2", stranger, true);
        }
        Path mismatch = release("mismatch", "7.3.3", forge, true);
        Files.delete(mismatch.resolve("kernel-cachyos-devel-7.3.3-cachyos1.fc44.x86_64.rpm"));
        forge.buildSigned(
                mismatch, new Recipe("kernel-cachyos-devel", "7.3.4", "cachyos1.fc44", Map.of("/usr/src/a", "a")));
        Path incomplete = release("incomplete", "7.3.5", forge, true);
        Files.delete(incomplete.resolve("kernel-cachyos-devel-7.3.5-cachyos1.fc44.x86_64.rpm"));
    }

    private Path release(String name, String version, RpmForge signer, boolean signed) throws IOException {
        return release(name, version, "cachyos1.fc44", version + "-cachyos1.fc44.x86_64", signer, signed);
    }

    private Path release(String name, String version, String release, String kver, RpmForge signer, boolean signed)
            throws IOException {
        Path directory = Files.createDirectories(work.resolve("releases").resolve(name));
        for (Recipe recipe : new Recipe[] {
            new Recipe("kernel-cachyos", version, release, Map.of("/usr/share/kernel-cachyos", version)),
            new Recipe(
                    "kernel-cachyos-core", version, release, Map.of("/lib/modules/" + kver + "/vmlinuz", "a kernel")),
            new Recipe(
                    "kernel-cachyos-devel", version, release, Map.of("/usr/src/kernels/" + kver + "/Makefile", "all:"))
        }) {
            Path rpm = signer.build(directory, recipe);
            if (signed) {
                signer.sign(rpm);
            }
        }
        Files.writeString(
                directory.resolve("release.json"),
                "{\"name\":\"kernel-cachyos\",\"version\":\"%s\",\"release\":\"%s\"}".formatted(version, release));
        return directory;
    }

    @Override
    public void stop() {
        if (registry != null) {
            registry.close();
            forge.close();
        }
    }
}
