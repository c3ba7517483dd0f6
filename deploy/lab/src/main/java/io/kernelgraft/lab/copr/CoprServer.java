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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A COPR with projects of one chroot each, on the loopback address. Everything it serves is below one directory, so a
 * second start there goes on with the same builds. What names no project means the first.
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
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final Map<String, ProjectResults> projects = new LinkedHashMap<>();
    private final ProjectResults first;
    private final BuildStore builds;
    private final Faults faults;
    private final BrownOut brownOut;
    private final RequestLog requests = new RequestLog();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Clock clock = Clock.systemUTC();

    /** @param releases directories whose sub-directories {@code POST /publish/[<project>/]<name>} publishes */
    public record Offer(CoprProject project, List<Path> releases) {
        public Offer {
            releases = List.copyOf(releases);
        }
    }

    public CoprServer(Path directory, CoprProject project, int port) {
        this(directory, port, List.of(new Offer(project, List.of())));
    }

    /**
     * @param port 0 for a free one
     * @param offers at least one
     */
    public CoprServer(Path directory, int port, List<Offer> offers) {
        try {
            Path results = Files.createDirectories(directory.resolve("results"));
            for (Offer offer : offers) {
                projects.put(
                        offer.project().name(),
                        new ProjectResults(offer, results, directory.resolve("createrepo_c.log")));
            }
            first = projects.values().iterator().next();
            builds = new BuildStore(directory.resolve("builds.json"));
            faults = Faults.below(directory);
            brownOut = new BrownOut(faults, clock);
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            serve("/results/", results);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot serve a COPR from " + directory + " on port " + port, e);
        }
        server.setExecutor(threads);
        server.start();
    }

    private void serve(String prefix, Path results) {
        List<CoprProject> served =
                projects.values().stream().map(ProjectResults::project).toList();
        CoprApi api = new CoprApi(served, builds, baseUrl() + "/results");
        FileHandler files = new FileHandler(
                prefix, results, file -> share(results, file), file -> isRpm(file) && brownOut.begins());
        for (HttpContext context : List.of(server.createContext(prefix, files), server.createContext("/api_3/", api))) {
            context.getFilters().add(requests);
            context.getFilters().add(new FaultFilter(faults, brownOut, api::asked));
        }
        server.createContext("/", new LabControls(this, this::publishNamed));
    }

    private double share(Path results, Path file) {
        CoprProject project =
                projects.get(results.relativize(file).getName(1).toString()).project();
        return faults.isOn(Fault.TRUNCATED_RPM, project) && isRpm(file) ? 0.5 : 1;
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

    /** What was asked so far, oldest first; the last thousand. */
    public List<RequestLog.Entry> requests() {
        return requests.entries();
    }

    /** Bytes of RPMs that were sent so far. */
    public long packageBytes() {
        return requests.packageBytes();
    }

    /** Served as {@code /results/<owner>/<project>/pubkey.gpg} of every project. */
    public void servePublicKey(Path armored) {
        try {
            for (ProjectResults project : projects.values()) {
                project.servePublicKey(armored);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One more directory of releases to publish in the first project. */
    public void alsoPublishes(Path directory) {
        first.alsoPublishes(directory);
    }

    /** Of every project. */
    public void on(Fault fault) {
        faults.on(fault);
    }

    /** {@link Fault#BROWN_OUT} of another length than the usual three minutes. */
    public void brownOut(Duration length) {
        brownOut.lasts(length);
        on(Fault.BROWN_OUT);
    }

    /** Of one project, whatever the others do. */
    public void on(Fault fault, CoprProject project) {
        faults.on(fault, project);
    }

    /** Of every project, also where it was switched on for one alone. */
    public void off(Fault fault) {
        faults.off(fault);
        for (ProjectResults results : projects.values()) {
            faults.off(fault, results.project());
            if (fault == Fault.STALE_REPODATA) {
                results.index();
            }
        }
    }

    private long publishNamed(String path) {
        int slash = path.indexOf('/');
        String release = path.substring(slash + 1);
        if (!NAME.matcher(release).matches()) {
            throw new IllegalArgumentException("a release's name is " + NAME + ", not '" + release + "'");
        }
        ProjectResults project = slash < 0 ? first : projects.get(path.substring(0, slash));
        if (project == null) {
            throw new IllegalArgumentException("there are the projects " + projects.keySet());
        }
        return publish(project, project.release(release));
    }

    /** In the first project. */
    public long publish(Path release) {
        return publish(first, release);
    }

    public long publish(CoprProject project, Path release) {
        return publish(projects.get(project.name()), release);
    }

    /** What was built in a project, newest first. */
    public List<CoprBuild> builds(CoprProject project) {
        return builds.of(project);
    }

    /**
     * Publishes a directory of RPMs with its {@code release.json} as a new build: running, then, with repodata in place,
     * succeeded.
     *
     * @return the build's number
     */
    private synchronized long publish(ProjectResults results, Path release) {
        try {
            Publication publication = Publication.read(release);
            CoprBuild running = new CoprBuild(
                    builds.nextId(),
                    results.project().fullName(),
                    publication.packageName(),
                    publication.version(),
                    CoprBuild.State.RUNNING,
                    clock.instant().getEpochSecond(),
                    null,
                    List.of());
            builds.put(running);
            Path target = results.directory(running);
            for (Path rpm : publication.rpms()) {
                Path copy = Files.copy(rpm, target.resolve(rpm.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                if (faults.isOn(Fault.BAD_SIGNATURE, results.project())) {
                    SpoiledSignature.spoil(copy);
                }
            }
            if (!faults.isOn(Fault.STALE_REPODATA, results.project())) {
                results.index();
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
