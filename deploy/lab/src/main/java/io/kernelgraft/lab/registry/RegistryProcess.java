package io.kernelgraft.lab.registry;

import io.kernelgraft.lab.process.ChildProcess;
import io.kernelgraft.lab.process.FreePort;
import io.kernelgraft.lab.process.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The distribution project's registry, as the system's packages install it, over plain HTTP on the loopback address.
 * Blobs stay in the directory it is given.
 */
public final class RegistryProcess implements AutoCloseable {
    /** Debian and Ubuntu's name, then Fedora's. */
    private static final List<String> PROGRAMS = List.of("/usr/bin/docker-registry", "/usr/bin/registry");

    /** A registry that asks who it is answers, too. */
    private static final List<Integer> ANSWERS = List.of(200, 401);

    private static final Duration START = Duration.ofSeconds(20);

    private final ChildProcess process;
    private final String host;

    private RegistryProcess(ChildProcess process, String host) {
        this.process = process;
        this.host = host;
    }

    /** Why no registry can be started here; empty if one can. For tests that are skipped by name. */
    public static Optional<String> missing() {
        return program().isPresent()
                ? Optional.empty()
                : Optional.of("docker-registry is not installed (looked for " + String.join(", ", PROGRAMS) + ")");
    }

    /** On a free port. */
    public static RegistryProcess start(Path directory) {
        return start(directory, FreePort.any());
    }

    /** Answering when this returns. Everybody may do everything there. */
    public static RegistryProcess start(Path directory, int port) {
        return start(directory, port, "");
    }

    /** The same, for these users and the operator alone. */
    public static RegistryProcess start(Path directory, int port, RegistryAccounts accounts, List<String> users) {
        Path passwords = directory.toAbsolutePath().resolve("htpasswd");
        try {
            Files.createDirectories(passwords.getParent());
            Files.writeString(passwords, accounts.htpasswd(users));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return start(directory, port, """
                auth:
                  htpasswd:
                    realm: lab
                    path: %s
                """.formatted(passwords));
    }

    private static RegistryProcess start(Path directory, int port, String auth) {
        Path program =
                program().orElseThrow(() -> new IllegalStateException(missing().orElseThrow()));
        try {
            Path home = Files.createDirectories(directory.toAbsolutePath());
            Path config = home.resolve("config.yml");
            Files.writeString(config, config(home.resolve("data"), port) + auth);
            ChildProcess process = ChildProcess.start(
                    "registry",
                    List.of(program.toString(), "serve", config.toString()),
                    home.resolve("registry.log"),
                    // The registry would export traces to a collector that is not there.
                    Map.of("OTEL_TRACES_EXPORTER", "none"));
            RegistryProcess registry = new RegistryProcess(process, "localhost:" + port);
            registry.awaitAnswer(port);
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the registry's directory " + directory, e);
        }
    }

    private void awaitAnswer(int port) {
        HttpRequest ping = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            Readiness.await(
                    process,
                    START,
                    () -> ANSWERS.contains(client.send(ping, HttpResponse.BodyHandlers.discarding())
                            .statusCode()));
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private static Optional<Path> program() {
        return PROGRAMS.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    private static String config(Path data, int port) {
        return """
                version: 0.1
                log:
                  level: warn
                storage:
                  filesystem:
                    rootdirectory: %s
                  delete:
                    enabled: true
                  cache:
                    blobdescriptor: inmemory
                http:
                  addr: 127.0.0.1:%d
                """.formatted(data, port);
    }

    /** {@code localhost:port}, the host part of image references. */
    public String host() {
        return host;
    }

    public ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
