package io.kernelgraft.runtime.run;

import io.kernelgraft.runtime.loop.Loop;
import io.kernelgraft.runtime.loop.Signal;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** Claims runs and gives each a thread; a heartbeat keeps their leases. More replicas just claim more. */
@ApplicationScoped
public class StageExecutor {
    private static final Logger LOG = Logger.getLogger(StageExecutor.class);

    private final Claims claims;
    private final AttemptRunner runner;
    private final ExecutorSignal signal;
    private final Semaphore free;
    private final Map<Claim, Thread> running = new ConcurrentHashMap<>();
    private final Loop dispatch;
    private final Loop heartbeat;
    private volatile boolean stopping;

    StageExecutor(Claims claims, AttemptRunner runner, ExecutorSignal signal, ExecutorConfig config) {
        this.claims = claims;
        this.runner = runner;
        this.signal = signal;
        this.free = new Semaphore(config.concurrency());
        this.dispatch = new Loop("stage-executor", signal, config.poll(), this::dispatch);
        this.heartbeat =
                new Loop("stage-heartbeat", new Signal(), config.lease().dividedBy(4), this::renew);
    }

    void start(@Observes StartupEvent event) {
        dispatch.start();
        heartbeat.start();
    }

    /** Interrupts what runs: its lease runs out or, if it ends in time, it is settled as usual. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        dispatch.stop();
        running.values().forEach(Thread::interrupt);
        running.values().forEach(StageExecutor::join);
        heartbeat.stop();
    }

    private void dispatch() {
        while (!stopping && free.tryAcquire()) {
            Optional<Claim> claim;
            try {
                claim = claims.next();
            } catch (RuntimeException e) {
                free.release();
                throw e;
            }
            if (claim.isEmpty()) {
                free.release();
                return;
            }
            begin(claim.get());
        }
    }

    private void begin(Claim claim) {
        Thread thread = Thread.ofPlatform()
                .name(claim.stage() + "-" + claim.rebuild().id() + "-" + claim.attempt())
                .unstarted(() -> {
                    try {
                        runner.run(claim);
                    } catch (RuntimeException e) {
                        // Not settled: the database was away. The lease runs out and a new attempt starts.
                        LOG.errorf(
                                e,
                                "%s of %s: attempt %d not settled",
                                claim.stage(),
                                claim.rebuild().id(),
                                claim.attempt());
                    } finally {
                        running.remove(claim);
                        free.release();
                        signal.wake();
                    }
                });
        running.put(claim, thread);
        thread.start();
    }

    private void renew() {
        running.forEach((claim, thread) -> {
            if (!claims.renew(claim)) {
                LOG.warnf(
                        "%s of %s: lease of attempt %d lost, stopping it",
                        claim.stage(), claim.rebuild().id(), claim.attempt());
                thread.interrupt();
            }
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join(java.time.Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
