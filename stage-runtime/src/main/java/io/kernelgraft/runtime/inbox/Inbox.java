package io.kernelgraft.runtime.inbox;

import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.OperatorCommand;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.StageProgress;
import io.kernelgraft.contract.event.UnreadableEvent;
import io.kernelgraft.runtime.outbox.DeadLetter;
import io.kernelgraft.runtime.outbox.Outbox;
import io.kernelgraft.runtime.run.StageRuns;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/**
 * Takes an event over: inbox row and stage runs in one transaction, after which the record may be acknowledged. A record
 * that is no event becomes a dead letter in the same way, and never blocks the ones behind it.
 */
@ApplicationScoped
public class Inbox {
    private static final Logger LOG = Logger.getLogger(Inbox.class);

    private final StageRuns runs;
    private final Outbox outbox;
    private final Clock clock;

    Inbox(StageRuns runs, Outbox outbox, Clock clock) {
        this.runs = runs;
        this.outbox = outbox;
        this.clock = clock;
    }

    public void take(RawRecord record) {
        Event event;
        try {
            event = EventCodec.read(record.topic(), record.headers(), record.value());
        } catch (UnreadableEvent e) {
            LOG.warnf(
                    "record %s-%d@%d is unreadable, reason %s: %s",
                    record.topic(), record.partition(), record.offset(), e.reason(), e.getMessage());
            QuarkusTransaction.requiringNew().run(() -> outbox.publish(DeadLetter.of(record, e)));
            return;
        }
        boolean ready = QuarkusTransaction.requiringNew().call(() -> take(event));
        if (ready) {
            runs.wakeExecutor();
        }
    }

    private boolean take(Event event) {
        InboxRecord.Key key = new InboxRecord.Key(event.source(), event.id());
        if (InboxRecord.findById(key) != null) {
            return false;
        }
        new InboxRecord(key, event.type().topic(), clock.instant()).persist();
        return switch (event.data()) {
            case RebuildEvent data -> runs.offer(event, data);
            case OperatorCommand command -> runs.obey(command);
            // Nothing a stage could wait for: these belong to no rebuild, or to people alone.
            case KernelReleased _, StageProgress _ -> false;
        };
    }
}
