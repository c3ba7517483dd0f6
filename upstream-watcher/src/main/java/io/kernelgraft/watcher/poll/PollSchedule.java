package io.kernelgraft.watcher.poll;

import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.watcher.release.Source;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Looks at every source, one beside the other: a slow one does not hold up the rest, and is not looked at twice at once. */
@ApplicationScoped
class PollSchedule {
    private final SourceWatch watch;
    private final Map<Source, List<LoadedLine>> sources = new LinkedHashMap<>();
    private final Set<Source> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("watch-", 0).factory());

    PollSchedule(SourceWatch watch, Lines lines) {
        this.watch = watch;
        for (LoadedLine line : lines.all()) {
            sources.computeIfAbsent(Source.of(line.line()), source -> new ArrayList<>())
                    .add(line);
        }
    }

    @Scheduled(every = "${kernelgraft.watcher.poll-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void poll() {
        sources.forEach((source, lines) -> {
            if (underWay.add(source)) {
                threads.execute(() -> look(source, lines));
            }
        });
    }

    private void look(Source source, List<LoadedLine> lines) {
        try {
            watch.look(source, lines);
        } finally {
            underWay.remove(source);
        }
    }

    /** Interrupts what is under way; it is done again after the next start. */
    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
