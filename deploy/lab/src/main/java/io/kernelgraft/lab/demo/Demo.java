package io.kernelgraft.lab.demo;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.pipeline.PipelineStage;
import io.kernelgraft.lab.events.EventFeed;
import io.kernelgraft.lab.registry.RegistryAccounts;
import io.kernelgraft.lab.registry.RegistryTag;
import io.kernelgraft.lab.service.LabService;
import io.kernelgraft.lab.service.ServiceProcess;
import io.kernelgraft.lab.supervisor.RunningLab;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Publishes a kernel in a running lab and follows it until it is promoted, or until a stage waits for a person. */
public final class Demo {
    /** Four redraws a second. */
    private static final Duration REDRAW = Duration.ofMillis(250);
    /** The last stage's own "done" may come a moment after its event. */
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private static final Duration DEADLINE = Duration.ofMinutes(30);

    private final RunningLab lab;
    private final PrintStream out;
    private final PipelineView view = new PipelineView();

    public Demo(RunningLab lab, PrintStream out) {
        this.lab = lab;
        this.out = out;
    }

    /** @param timing empty if the rebuild was not promoted */
    public record Result(boolean promoted, Optional<Timing> timing) {}

    /** @param kernel one of the releases that lie ready, for example {@code 7.2} */
    public Result run(String kernel) throws InterruptedException {
        try (EventFeed feed = EventFeed.open(lab.bootstrapServers())) {
            Instant start = Instant.now();
            Display display = Display.forThisTerminal(start);
            long build = lab.copr().publish(lab.home().releases().resolve(kernel));
            out.println("==> published kernel " + kernel + " in the COPR, as build " + build);
            follow(feed, display, start);
        }
        if (view.promoted().isPresent()) {
            return new Result(reportPromotion(view.promoted().get()), Timing.of(view));
        }
        reportFailure();
        return new Result(false, Optional.empty());
    }

    private void follow(EventFeed feed, Display display, Instant start) throws InterruptedException {
        int seen = 0;
        Instant end = start.plus(DEADLINE);
        while (!view.isOver() && Instant.now().isBefore(end)) {
            seen += apply(feed.since(seen));
            display.show(view, Instant.now());
            lab.services().forEach(service -> service.process().requireAlive());
            Thread.sleep(REDRAW);
        }
        Thread.sleep(SETTLE);
        apply(feed.since(seen));
        display.show(view, Instant.now());
    }

    private int apply(List<Event> events) {
        events.forEach(view::apply);
        return events.size();
    }

    private boolean reportPromotion(Event event) {
        CandidatePromoted promoted = (CandidatePromoted) event.data();
        String digest = promoted.promoted().pinned().value();
        String repository = promoted.promoted().repository();
        String tag = promoted.tags().getFirst();
        String tagged = new RegistryTag(lab.registryAccounts(), repository, tag).digest();
        boolean right = tagged.equals(digest);
        out.println();
        out.println("promoted   " + promoted.promoted());
        out.println(":" + tag + "    "
                + (right ? "is that digest, asked at the registry" : "IS ANOTHER DIGEST: " + tagged));
        out.println("evidence   " + lab.registry() + "/lab/artifacts:evidence-"
                + promoted.rebuild().id()
                + "-<stage>-<attempt>, for example: skopeo copy --src-tls-verify=false --authfile "
                + lab.registryAccounts().file(RegistryAccounts.OPERATOR) + " docker://" + lab.registry()
                + "/lab/artifacts:evidence-" + promoted.rebuild().id() + "-verify-1 dir:evidence");
        out.println("console    http://127.0.0.1:" + lab.ports().service(0) + "/");
        Timing.of(view).ifPresent(this::reportTiming);
        return right;
    }

    private void reportTiming(Timing timing) {
        out.println();
        out.printf("%-11s  %9s  %9s%n", "stage", "waited", "worked");
        timing.stages()
                .forEach((stage, time) -> out.printf(
                        "%-11s  %9s  %9s%n",
                        stage, StageText.seconds(time.waited()), StageText.seconds(time.worked())));
        out.printf(
                "in all %s, of which %s in nobody's tool%n",
                StageText.seconds(timing.total()), StageText.seconds(timing.overhead()));
    }

    private void reportFailure() {
        out.println();
        if (view.failure().isEmpty()) {
            out.println("FAILED: no kernel was promoted within " + DEADLINE.toMinutes() + " min; "
                    + (view.rebuild().isEmpty()
                            ? "none was even released, see " + log("upstream-watcher")
                            : "see " + lab.home().logs()));
            return;
        }
        StageFailed failed = view.failure().get();
        out.println("FAILED: " + failed.stage() + ", attempt " + failed.attempt() + ": " + failed.kind() + " "
                + failed.reason());
        out.println("        " + failed.message());
        PipelineStage.of(failed.stage())
                .ifPresent(stage ->
                        out.println("log     " + log(LabService.of(stage).id())));
        if (failed.evidence() != null) {
            out.println("evidence " + failed.evidence());
        }
    }

    private Path log(String service) {
        return lab.services().stream()
                .map(ServiceProcess::process)
                .filter(process -> process.name().equals(service))
                .findFirst()
                .map(process -> process.log())
                .orElse(lab.home().logs());
    }
}
