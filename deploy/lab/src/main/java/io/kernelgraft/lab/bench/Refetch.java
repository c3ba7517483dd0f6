package io.kernelgraft.lab.bench;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.event.StageProgress;
import io.kernelgraft.contract.pipeline.PipelineStage;
import io.kernelgraft.lab.events.EventFeed;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.line.LabLine;
import io.kernelgraft.lab.registry.ServedBlobs;
import io.kernelgraft.lab.service.LabService;
import io.kernelgraft.lab.service.ServiceProcess;
import io.kernelgraft.lab.supervisor.RunningLab;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rebuild, then another one with the same inputs: a comment in the line file makes it one of its own. In between all
 * services are started anew, so that nothing is known but what is on disk.
 */
final class Refetch {
    private static final List<LabService> SERVICES =
            List.of(LabService.UPSTREAM_WATCHER, LabService.KERNEL_BUILDER, LabService.KMOD_BUILDER, LabService.SIGNER);
    private static final List<LabService> BUILDERS =
            List.of(LabService.KERNEL_BUILDER, LabService.KMOD_BUILDER, LabService.SIGNER);
    private static final String NAME = "kernelgraft_registry_fetched_bytes_total";
    /** What follows the value is an exemplar, with a time of its own. */
    private static final Pattern METRIC = Pattern.compile(NAME + "(?:\\{[^}]*})? (\\S+)");

    private static final Duration DEADLINE = Duration.ofMinutes(20);
    /** Nothing compiles in so little time. */
    private static final double KMODS_SECONDS = 5;

    private final LabHome home;
    private final LabPorts ports;
    private final PrintStream out;
    private final HttpClient client = HttpClient.newHttpClient();

    Refetch(LabHome home, LabPorts ports, PrintStream out) {
        this.home = home;
        this.ports = ports;
        this.out = out;
    }

    /** What has been fetched up to now. */
    private record Fetched(int blobs, long copr, long fusion) {}

    List<Figure> measure() throws IOException, InterruptedException {
        RunningLab.Options options = new RunningLab.Options(true, "stable", SERVICES);
        try (RunningLab lab = RunningLab.start(home, ports, options, line -> {});
                EventFeed feed = EventFeed.open(lab.bootstrapServers())) {
            ServedBlobs registry = new ServedBlobs(home.run().resolve("registry"));
            lab.copr().publish(home.releases().resolve("7.2"));
            CandidateSealed first = sealed(feed, "");
            Fetched before = fetched(lab, registry);
            out.println("first rebuild: " + before + ", " + seconds(feed, first) + " s in kmods");
            Set<String> inputs = registry.stored();

            askAgain(lab);
            CandidateSealed second = sealed(feed, first.rebuild().id());
            return figures(lab, registry, before, inputs, seconds(feed, second));
        }
    }

    private static Fetched fetched(RunningLab lab, ServedBlobs registry) {
        return new Fetched(
                registry.sent().size(), lab.copr().packageBytes(), lab.fusion().packageBytes());
    }

    private void askAgain(RunningLab lab) throws IOException {
        Files.writeString(
                home.lines().resolve(LabLine.NAME + ".yaml"), "# The same again.\n", StandardOpenOption.APPEND);
        SERVICES.forEach(service -> lab.service(service).close());
        SERVICES.forEach(lab::startService);
        SERVICES.forEach(service -> lab.service(service).awaitReady(client));
    }

    private List<Figure> figures(RunningLab lab, ServedBlobs registry, Fetched before, Set<String> inputs, double kmods)
            throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        // What the second rebuild itself pushes, and the next stage of it fetches, is new and no input.
        long again = 0;
        for (ServedBlobs.Sent sent :
                registry.sent().stream().skip(before.blobs()).toList()) {
            if (inputs.contains(sent.hex())) {
                out.println("fetched again: " + sent);
                again += sent.bytes();
            }
        }
        figures.add(new Figure("refetch-registry", again, "bytes", 0));
        figures.add(new Figure("refetch-copr", lab.copr().packageBytes() - before.copr(), "bytes", 0));
        figures.add(new Figure("refetch-akmods", lab.fusion().packageBytes() - before.fusion(), "bytes", 0));
        figures.add(new Figure("refetch-kmods", kmods, "s", KMODS_SECONDS));
        for (LabService service : BUILDERS) {
            out.println(service.id() + " fetched " + metric(lab.service(service))
                    + " bytes of blobs, those of the second" + " rebuild's own stages among them");
        }
        return figures;
    }

    private CandidateSealed sealed(EventFeed feed, String otherThan) throws InterruptedException {
        EventData end = feed.await(EventData.class, data -> ends(data, otherThan), DEADLINE)
                .orElseThrow(() -> new IllegalStateException("no candidate within " + DEADLINE));
        if (end instanceof StageFailed failed) {
            throw new IllegalStateException(failed.stage() + " failed, there is nothing to measure: " + failed.reason()
                    + ": " + failed.message());
        }
        return (CandidateSealed) end;
    }

    private static boolean ends(EventData data, String otherThan) {
        return data instanceof CandidateSealed sealed && !sealed.rebuild().id().equals(otherThan)
                || data instanceof StageFailed failed && failed.retryAt() == null;
    }

    /** How long the kmods stage took. */
    private static double seconds(EventFeed feed, CandidateSealed sealed) {
        Instant began = kmods(feed, sealed, StageProgress.State.STARTED);
        return Duration.between(began, kmods(feed, sealed, StageProgress.State.SUCCEEDED))
                        .toMillis()
                / 1000.0;
    }

    private static Instant kmods(EventFeed feed, CandidateSealed sealed, StageProgress.State state) {
        return feed.all(StageProgress.class).stream()
                .filter(progress -> progress.rebuild().equals(sealed.rebuild().id())
                        && progress.stage().equals(PipelineStage.KMODS.id())
                        && progress.state() == state)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the kmods stage was not seen " + state))
                .at();
    }

    /** Since the service's last start. */
    private long metric(ServiceProcess service) throws IOException, InterruptedException {
        HttpRequest question = HttpRequest.newBuilder(URI.create(service.address() + "/q/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
        return client.send(question, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .map(METRIC::matcher)
                .filter(Matcher::lookingAt)
                .mapToLong(line -> (long) Double.parseDouble(line.group(1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(service.service().id() + " has no metric " + NAME));
    }
}
