package io.kernelgraft.lab.supervisor;

import io.kernelgraft.lab.broker.KafkaAccounts;
import io.kernelgraft.lab.broker.KafkaLogin;
import io.kernelgraft.lab.broker.KafkaProcess;
import io.kernelgraft.lab.copr.CoprProject;
import io.kernelgraft.lab.copr.CoprServer;
import io.kernelgraft.lab.copr.FileServer;
import io.kernelgraft.lab.database.PostgresProcess;
import io.kernelgraft.lab.database.Secrets;
import io.kernelgraft.lab.database.ServiceRoles;
import io.kernelgraft.lab.fault.Switches;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.host.LabScripts;
import io.kernelgraft.lab.line.LabLine;
import io.kernelgraft.lab.process.FileTree;
import io.kernelgraft.lab.registry.RegistryAccounts;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.lab.service.LabService;
import io.kernelgraft.lab.service.ServiceLauncher;
import io.kernelgraft.lab.service.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Everything of one lab, started. Closing it, or the end of this JVM, stops all of it. */
public final class RunningLab implements AutoCloseable {
    private static final CoprProject PROJECT = new CoprProject("bieszczaders", "kernel-cachyos", "fedora-44-x86_64");
    /** Where userland is built that belongs to the kernel. */
    public static final CoprProject SIBLING =
            new CoprProject("bieszczaders", "kernel-cachyos-addons", "fedora-44-x86_64");

    private static final String FIRST_USERLAND = "1.0.18";
    private static final String DATABASE = "kernelgraft";

    private final LabHome home;
    private final LabPorts ports;
    private final Consumer<String> say;
    private final Owner owner;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Map<LabService, ServiceProcess> services = new EnumMap<>(LabService.class);
    private final Thread atExit = Thread.ofPlatform().unstarted(this::stop);
    private KafkaAccounts accounts;
    private ServiceLauncher launcher;
    private CoprServer copr;
    private FileServer fusion;
    private boolean stopped;

    private RunningLab(LabHome home, LabPorts ports, Consumer<String> say) {
        this.home = home;
        this.ports = ports;
        this.say = say;
        this.owner = new Owner(home);
    }

    /**
     * What a lab is started with.
     *
     * @param fresh forget what earlier lives of the lab left in Kafka, database, registry and COPR
     * @param base tag of {@code lab/base} that the line is built on
     * @param services which of the services to start
     */
    public record Options(boolean fresh, String base, Collection<LabService> services) {
        public static Options all(boolean fresh) {
            return new Options(fresh, "stable", List.of(LabService.values()));
        }
    }

    /**
     * Ready when this returns.
     *
     * @param say is told what is started, a line each
     */
    public static RunningLab start(LabHome home, LabPorts ports, Options options, Consumer<String> say) {
        RunningLab lab = new RunningLab(home, ports, say);
        lab.owner.claim();
        Runtime.getRuntime().addShutdownHook(lab.atExit);
        try {
            lab.startAll(options);
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private void startAll(Options options) {
        new Leftovers(home).sweep();
        if (!ports.taken().isEmpty()) {
            throw new IllegalStateException("ports " + ports.taken()
                    + " are in use by something else; KG_PORTS=<first of 20 free ports> moves the lab elsewhere");
        }
        if (options.fresh) {
            FileTree.delete(home.run());
        }
        Switches.forget(home);
        makeDirectories();
        started.push(Reaper.watch(home));
        Secrets secrets = new Secrets(home.run().resolve("secrets"));
        accounts = new KafkaAccounts(ports.kafkaAccounts(), secrets);
        LabLine.write(home, ports, options.base);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<KafkaProcess> kafka = CompletableFuture.supplyAsync(
                    () -> own("Kafka", () -> KafkaProcess.start(home.run().resolve("kafka"), ports.kafka(), accounts)),
                    threads);
            CompletableFuture<PostgresProcess> postgres = CompletableFuture.supplyAsync(
                    () -> own(
                            "PostgreSQL",
                            () -> PostgresProcess.start(home.run().resolve("postgres"), ports.postgres(), secrets)),
                    threads);
            CompletableFuture<Void> registry = CompletableFuture.runAsync(this::startRegistry, threads);
            CompletableFuture<Void> upstreams = CompletableFuture.runAsync(this::startUpstreams, threads);
            CompletableFuture.allOf(kafka, postgres, registry, upstreams).join();
            launcher = new ServiceLauncher(
                    home, ports, new ServiceRoles(postgres.join(), DATABASE, secrets), accounts, registryAccounts());
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
        startServices(options.services);
    }

    private void makeDirectories() {
        try {
            Files.createDirectories(home.run());
            Files.createDirectories(home.logs());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startRegistry() {
        RegistryProcess registry = own(
                "registry",
                () -> RegistryProcess.start(
                        home.run().resolve("registry"),
                        ports.registry(),
                        registryAccounts(),
                        Arrays.stream(LabService.values()).map(LabService::id).toList()));
        new LabScripts(home).pushImages(registry.host(), registryAccounts().file(RegistryAccounts.OPERATOR));
    }

    private void startUpstreams() {
        copr = own(
                "COPR look-alike",
                () -> new CoprServer(
                        home.run().resolve("copr"),
                        ports.copr(),
                        List.of(
                                new CoprServer.Offer(PROJECT, List.of(home.releases())),
                                new CoprServer.Offer(SIBLING, List.of(home.userland())))));
        copr.alsoPublishes(home.spoiledReleases());
        copr.servePublicKey(home.assets().resolve("keys/copr.asc"));
        if (copr.builds(SIBLING).isEmpty()) {
            copr.publish(SIBLING, home.userland().resolve(FIRST_USERLAND));
        }
        fusion = own("RPM Fusion look-alike", () -> new FileServer(home.kmodRepository(), ports.fusion()));
    }

    private void startServices(Collection<LabService> wanted) {
        for (LabService service : wanted) {
            startService(service);
        }
        try (HttpClient client = HttpClient.newHttpClient();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> ready = wanted.stream()
                    .map(service -> CompletableFuture.runAsync(() -> awaitReady(service, client), threads))
                    .toList();
            ready.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    private void awaitReady(LabService service, HttpClient client) {
        Duration took = services.get(service).awaitReady(client);
        say.accept("%s ready after %.1f s".formatted(service.id(), took.toMillis() / 1000.0));
    }

    /** Starts one service (again); it is not ready yet when this returns. */
    public synchronized ServiceProcess startService(LabService service) {
        ServiceProcess process = launcher.start(service);
        services.put(service, process);
        return process;
    }

    private <T extends AutoCloseable> T own(String name, Supplier<T> start) {
        long begin = System.nanoTime();
        T thing = start.get();
        synchronized (this) {
            started.push(thing);
        }
        say.accept("%s up after %.1f s".formatted(name, (System.nanoTime() - begin) / 1e9));
        return thing;
    }

    public CoprServer copr() {
        return copr;
    }

    public FileServer fusion() {
        return fusion;
    }

    public ServiceProcess service(LabService service) {
        return services.get(service);
    }

    public Collection<ServiceProcess> services() {
        return services.values();
    }

    public LabHome home() {
        return home;
    }

    public LabPorts ports() {
        return ports;
    }

    /** Where anybody may read, and nobody write. */
    public String bootstrapServers() {
        return "127.0.0.1:" + ports.kafka();
    }

    /** To write by hand, as a service or as {@link KafkaAccounts#OPERATOR}. */
    public KafkaLogin kafka(String user) {
        return accounts.login(user);
    }

    public RegistryAccounts registryAccounts() {
        return RegistryAccounts.of(home, ports);
    }

    /** {@code localhost:port}. */
    public String registry() {
        return "localhost:" + ports.registry();
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyEnding) {
            // The hook is what runs now, or has run.
        }
    }

    private synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        // Services first, all at once: each gives its attempt up and removes its containers.
        services.values().parallelStream().forEach(ServiceProcess::close);
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                say.accept("while stopping: " + e.getMessage());
            }
        }
        new Leftovers(home).sweep();
        owner.close();
    }
}
