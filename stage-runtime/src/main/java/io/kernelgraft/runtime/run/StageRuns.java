package io.kernelgraft.runtime.run;

import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.OperatorCommand;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageInput;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Brings events and stages together: a run is ready once the last of its inputs is here, in whatever order they came. */
@ApplicationScoped
public class StageRuns {
    private static final Logger LOG = Logger.getLogger(StageRuns.class);

    private final Stages stages;
    private final EntityManager database;
    private final ExecutorSignal signal;
    private final Clock clock;

    StageRuns(Stages stages, EntityManager database, ExecutorSignal signal, Clock clock) {
        this.stages = stages;
        this.database = database;
        this.signal = signal;
        this.clock = clock;
    }

    /** Call inside a transaction. @return whether a run became ready */
    public boolean offer(Event event, RebuildEvent data) {
        boolean ready = false;
        for (Stage stage : stages.waitingFor(StageInput.of(data))) {
            ready |= offer(stage, event, data);
        }
        return ready;
    }

    /**
     * Call inside a transaction. A stage that is not this service's, or that has nothing to try again, is left as it is: the
     * command may be late, or another person's came first.
     *
     * @return whether a run became ready
     */
    public boolean obey(OperatorCommand command) {
        if (!stages.names().contains(command.stage())) {
            return false;
        }
        return switch (command.action()) {
            case RETRY -> retry(command);
        };
    }

    private boolean retry(OperatorCommand command) {
        Optional<StageRun> found = StageRun.locked(command.stage(), command.rebuild());
        boolean waits = found.filter(run -> run.state == RunState.FAILED || run.state == RunState.READY)
                .isPresent();
        LOG.infof(
                "retry of %s of %s by '%s' (%s): %s",
                command.stage(),
                command.rebuild(),
                command.who(),
                command.why(),
                waits
                        ? "granted"
                        : "nothing waits, it is "
                                + found.map(run -> run.state.name()).orElse("unknown here"));
        found.filter(_ -> waits).ifPresent(run -> run.release(RunState.READY, clock.instant()));
        return waits;
    }

    public void wakeExecutor() {
        signal.wake();
    }

    private boolean offer(Stage stage, Event event, RebuildEvent data) {
        // Two inputs of a new run may arrive at two replicas at once: the lock makes one of them see the other's row.
        database.createNativeQuery("select pg_advisory_xact_lock(hashtext(:run))", Object.class)
                .setParameter("run", stage.name() + "/" + data.rebuild().id())
                .getSingleResult();
        StageRun run = StageRun.of(stage.name(), data.rebuild().id())
                .orElseGet(() -> StageRun.collecting(
                        stage.name(), data.rebuild().id(), data.rebuild().line(), clock.instant()));
        ReceivedInput.Key key = ReceivedInput.key(run, StageInput.of(data));
        if (ReceivedInput.findById(key) != null) {
            LOG.infof(
                    "%s of %s has its %s already, event %s adds nothing",
                    stage.name(), run.rebuildId, key.input(), event.id());
            return false;
        }
        ReceivedInput.persist(key, event);
        run.traceparent = event.traceparent();
        List<ReceivedInput> inputs = ReceivedInput.of(run);
        if (run.state != RunState.COLLECTING || inputs.size() < stage.inputs().size()) {
            return false;
        }
        run.release(RunState.READY, clock.instant());
        return true;
    }
}
