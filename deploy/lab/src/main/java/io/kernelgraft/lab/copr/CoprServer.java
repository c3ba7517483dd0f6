package io.kernelgraft.lab.copr;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A COPR with one project and one chroot, on the loopback address. Everything it serves is below one directory, so a
 * second start there goes on with the same builds.
 *
 * <pre>{@code
 * try (CoprServer copr = new CoprServer(directory, new CoprProject("bieszczaders", "kernel-cachyos", "fedora-44-x86_64"), 0)) {
 *     copr.servePublicKey(armoredKey);
 *     long build = copr.publish(releaseDirectory);
 *     copr.on(Fault.UNAVAILABLE);
 * }
 * }</pre>
 */
public final class CoprServer implements AutoCloseable {
    private static final Pattern RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final CoprProject project;
    private final Path chroot;
    private final BuildStore builds;
    private final Faults faults;
    private final BrownOut brownOut;
    private final RpmRepository repository;
    private final RequestLog requests = new RequestLog();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Clock clock = Clock.systemUTC();
    private final List<Path> releases = new CopyOnWriteArrayList<>();

    public CoprServer(Path directory, CoprProject project, int port) {
        this(directory, project, port, Optional.empty());
    }

    /**
     * @param port 0 for a free one
     * @param releases directory whose sub-directories {@code POST /publish/<name>} publishes
     */
    public CoprServer(Path directory, CoprProject project, int port, Optional<Path> releases) {
        this.project = project;
        releases.ifPresent(this.releases::add);
        try {
            Path results = Files.createDirectories(directory.resolve("results"));
            chroot = Files.createDirectories(
                    results.resolve(project.owner()).resolve(project.name()).resolve(project.chroot()));
            builds = new BuildStore(directory.resolve("builds.json"));
            faults = Faults.below(directory);
            brownOut = new BrownOut(faults, clock);
            repository = new RpmRepository(chroot, directory.resolve("createrepo_c.log"));
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            serve("/results/", results);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot serve a COPR from " + directory + " on port " + port, e);
        }
        if (!Files.exists(chroot.resolve("repodata/repomd.xml"))) {
            repository.index();
        }
        server.setExecutor(threads);
        server.start();
    }

    private void serve(String prefix, Path results) {
        FileHandler files = new FileHandler(
                prefix,
                results,
                file -> faults.isOn(Fault.TRUNCATED_RPM) && isRpm(file) ? 0.5 : 1,
                file -> isRpm(file) && brownOut.begins());
        CoprApi api = new CoprApi(project, builds, baseUrl() + results());
        for (HttpContext context : List.of(server.createContext(prefix, files), server.createContext("/api_3/", api))) {
            context.getFilters().add(requests);
            context.getFilters().add(new FaultFilter(faults, brownOut));
        }
        server.createContext("/", new LabControls(this, this::publishNamed));
    }

    private static boolean isRpm(Path file) {
        return file.toString().endsWith(".rpm");
    }

    /** Why createrepo_c can't be run here; empty if it can. For tests that are skipped by name. */
    public static Optional<String> missing() {
        return RpmRepository.missing();
    }

    /** For example {@code http://127.0.0.1:41234}; the API is below {@code /api_3}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String results() {
        return "/results/" + project.owner() + "/" + project.name() + "/" + project.chroot();
    }

    /** What was asked so far, oldest first; the last thousand. */
    public List<RequestLog.Entry> requests() {
        return requests.entries();
    }

    /** Bytes of RPMs that were sent so far. */
    public long packageBytes() {
        return requests.packageBytes();
    }

    /** Served as {@code /results/<owner>/<project>/pubkey.gpg}. */
    public void servePublicKey(Path armored) {
        try {
            Files.copy(armored, chroot.resolveSibling("pubkey.gpg"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One more directory of releases to publish. */
    public void alsoPublishes(Path directory) {
        releases.add(directory);
    }

    public void on(Fault fault) {
        faults.on(fault);
    }

    /** {@link Fault#BROWN_OUT} of another length than the usual three minutes. */
    public void brownOut(Duration length) {
        brownOut.lasts(length);
        on(Fault.BROWN_OUT);
    }

    public void off(Fault fault) {
        faults.off(fault);
        if (fault == Fault.STALE_REPODATA) {
            repository.index();
        }
    }

    private long publishNamed(String release) {
        if (!RELEASE.matcher(release).matches()) {
            throw new IllegalArgumentException("a release's name is " + RELEASE + ", not '" + release + "'");
        }
        return publish(releases.stream()
                .map(directory -> directory.resolve(release))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no release called '" + release + "' lies ready")));
    }

    /**
     * Publishes a directory of RPMs with its {@code release.json} as a new build: running, then, with repodata in place,
     * succeeded.
     *
     * @return the build's number
     */
    public synchronized long publish(Path release) {
        try {
            Publication publication = Publication.read(release);
            CoprBuild running = new CoprBuild(
                    builds.nextId(),
                    publication.packageName(),
                    publication.version(),
                    CoprBuild.State.RUNNING,
                    clock.instant().getEpochSecond(),
                    null,
                    List.of());
            builds.put(running);
            Path target = Files.createDirectories(chroot.resolve(running.directory()));
            for (Path rpm : publication.rpms()) {
                Path copy = Files.copy(rpm, target.resolve(rpm.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                if (faults.isOn(Fault.BAD_SIGNATURE)) {
                    SpoiledSignature.spoil(copy);
                }
            }
            if (!faults.isOn(Fault.STALE_REPODATA)) {
                repository.index();
            }
            builds.put(running.ended(
                    CoprBuild.State.SUCCEEDED,
                    clock.instant().getEpochSecond(),
                    publication.rpms().stream()
                            .map(rpm -> CoprBuild.Rpm.ofFile(rpm.getFileName().toString()))
                            .toList()));
            return running.id();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot publish " + release, e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
