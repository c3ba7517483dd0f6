package io.kernelgraft.lab.service;

import io.kernelgraft.lab.attestation.ServiceKeys;
import io.kernelgraft.lab.broker.KafkaAccounts;
import io.kernelgraft.lab.database.ServiceRoles;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.process.ChildProcess;
import io.kernelgraft.lab.registry.RegistryAccounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Starts services with the lab's configuration; there is nothing in a service that knows it is in a lab. */
public final class ServiceLauncher {
    /** Small and quick to start; the services' work is in their tools, and in streams. */
    private static final List<String> JVM = List.of(
            "-Xms32m",
            "-Xmx128m",
            // Eden's pages stay resident once touched, and an idle service touches all of it.
            "-Xmn16m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:ReservedCodeCacheSize=48m",
            // The large compiler costs a second of the start and 15 MiB, and wins it back on no pipeline of the lab.
            "-XX:TieredStopAtLevel=1",
            // Gives back what the compiler took while the service started.
            "-XX:TrimNativeHeapInterval=10000",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

    private final LabHome home;
    private final LabPorts ports;
    private final ServiceRoles roles;
    private final ServiceKeys keys;
    private final KafkaAccounts accounts;
    private final RegistryAccounts registry;

    public ServiceLauncher(
            LabHome home, LabPorts ports, ServiceRoles roles, KafkaAccounts accounts, RegistryAccounts registry) {
        this.home = home;
        this.ports = ports;
        this.roles = roles;
        this.keys = ServiceKeys.make(
                home.serviceKeys(),
                Arrays.stream(LabService.values()).map(LabService::id).toList());
        this.accounts = accounts;
        this.registry = registry;
    }

    /** Starts it and returns at once. */
    public ServiceProcess start(LabService service) {
        Path application = home.root().resolve(service.id()).resolve("target/quarkus-app");
        if (!Files.isRegularFile(application.resolve("quarkus-run.jar"))) {
            throw new IllegalStateException(
                    service.id() + " is not built (no quarkus-run.jar in " + application + "): make build");
        }
        int port = ports.service(service.ordinal());
        Map<String, String> environment = environment(service, port);
        List<String> argv = new ArrayList<>();
        if (service == LabService.SIGNER) {
            SignerAccount account = SignerAccount.prepare(home, application, keys, registry.file(service.id()));
            argv.addAll(account.command());
            environment.putAll(account.environment());
            application = account.application();
        } else {
            make(home.workspaces().resolve(service.id()));
            make(home.storages().resolve(service.id()));
        }
        argv.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        argv.addAll(JVM);
        if (service == LabService.SIGNER) {
            argv.addAll(SignerAccount.jvmOptions(home));
        }
        argv.addAll(List.of("-jar", application.resolve("quarkus-run.jar").toString()));
        Path log = home.logs().resolve(service.id() + ".log");
        return new ServiceProcess(service, ChildProcess.start(service.id(), argv, log, environment), port);
    }

    private Map<String, String> environment(LabService service, int port) {
        ServiceRoles.Login login = roles.forService(service.id());
        Map<String, String> environment = new HashMap<>();
        environment.put(LabHome.MARKER, home.directory().toString());
        environment.put("MALLOC_ARENA_MAX", "2");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", login.jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", login.user());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", login.password());
        accounts.login(service.id())
                .properties()
                .forEach((name, value) ->
                        environment.put("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value.toString()));
        environment.put("KERNELGRAFT_LINES_DIRECTORY", home.lines().toString());
        environment.put(
                "KERNELGRAFT_WORKSPACE_DIRECTORY",
                home.workspaces().resolve(service.id()).toString());
        environment.put(
                "KERNELGRAFT_BUILDAH_STORAGE",
                home.storages().resolve(service.id()).toString());
        // The service's own client reads the one, buildah and skopeo the other.
        String credentials = registry.file(service.id()).toString();
        environment.put("KERNELGRAFT_REGISTRY_CREDENTIALS_FILE", credentials);
        environment.put("REGISTRY_AUTH_FILE", credentials);
        environment.put("KERNELGRAFT_REGISTRY_PLAIN_HTTP", "localhost:" + ports.registry());
        environment.put("KERNELGRAFT_ATTESTATION_KEY", keys.key(service.id()).toString());
        environment.put("KERNELGRAFT_TRUST_DIRECTORY", keys.trusted().toString());
        environment.put("KERNELGRAFT_WATCHER_POLL_INTERVAL", "1s");
        return environment;
    }

    private static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
