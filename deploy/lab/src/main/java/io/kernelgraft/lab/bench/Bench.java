package io.kernelgraft.lab.bench;

import io.kernelgraft.lab.demo.Demo;
import io.kernelgraft.lab.demo.Timing;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.service.LabService;
import io.kernelgraft.lab.service.ServiceProcess;
import io.kernelgraft.lab.supervisor.RunningLab;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Runs what was asked for and prints a line per figure. */
public final class Bench {
    private static final double IDLE_MIB = 220;
    private static final double READY_SECONDS = 4;
    private static final double OVERHEAD_SECONDS = 3;
    private static final double DEMO_SECONDS = 360;
    /** After this time without work a service is called idle. */
    private static final Duration IDLE = Duration.ofSeconds(20);

    /** What can be measured. */
    public enum Name {
        /** Time until a service is ready, each started alone. */
        ready,
        /** Resident memory of each idle service. */
        idle,
        /** Time in nobody's tool, from a kernel's release to its promotion, and the demo's time with everything made before. */
        overhead,
        /** What is fetched and compiled again when a rebuild with the same inputs is asked for. */
        refetch
    }

    private final LabHome home;
    private final LabPorts ports;
    private final PrintStream out;

    public Bench(LabHome home, LabPorts ports, PrintStream out) {
        this.home = home;
        this.ports = ports;
        this.out = out;
    }

    /** @return whether every bound is kept */
    public boolean run(Name... names) throws IOException, InterruptedException {
        Set<Name> wanted = EnumSet.copyOf(Arrays.asList(names));
        List<Figure> figures = new ArrayList<>();
        if (wanted.contains(Name.ready) || wanted.contains(Name.idle)) {
            figures.addAll(services(wanted));
        }
        if (wanted.contains(Name.overhead)) {
            figures.addAll(overhead());
        }
        if (wanted.contains(Name.refetch)) {
            figures.addAll(new Refetch(home, ports, out).measure());
        }
        figures.forEach(out::println);
        return figures.stream().allMatch(Figure::ok);
    }

    private List<Figure> services(Set<Name> wanted) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        RunningLab.Options none = new RunningLab.Options(true, "stable", List.of());
        try (RunningLab lab = RunningLab.start(home, ports, none, line -> {});
                HttpClient client = HttpClient.newHttpClient()) {
            for (LabService service : LabService.values()) {
                // The first start makes the database's tables; what counts is a start as it is every day.
                lab.startService(service).awaitReady(client);
                lab.service(service).close();
                Duration ready = lab.startService(service).awaitReady(client);
                if (wanted.contains(Name.ready)) {
                    figures.add(new Figure("ready-" + service.id(), ready.toMillis() / 1000.0, "s", READY_SECONDS));
                }
            }
            if (wanted.contains(Name.idle)) {
                Thread.sleep(IDLE);
                for (ServiceProcess service : lab.services()) {
                    figures.add(new Figure("idle-" + service.service().id(), service.residentMiB(), "MiB", IDLE_MIB));
                }
            }
        }
        return figures;
    }

    private List<Figure> overhead() throws InterruptedException {
        long begin = System.nanoTime();
        try (RunningLab lab = RunningLab.start(home, ports, RunningLab.Options.all(true), line -> {})) {
            Timing timing = new Demo(lab, out)
                    .run("7.2")
                    .timing()
                    .orElseThrow(() ->
                            new IllegalStateException("the kernel was not promoted, there is nothing to measure"));
            double seconds = (System.nanoTime() - begin) / 1e9;
            return List.of(
                    new Figure("overhead", timing.overhead().toMillis() / 1000.0, "s", OVERHEAD_SECONDS),
                    new Figure("demo-second-run", seconds, "s", DEMO_SECONDS));
        }
    }
}
