package io.kernelgraft.console.attention;

import io.kernelgraft.console.feed.UnreadableRecords;
import io.kernelgraft.console.rebuild.AttemptFacts;
import io.kernelgraft.console.rebuild.RebuildStore;
import io.kernelgraft.console.status.RebuildReading;
import io.kernelgraft.console.status.RebuildStatus;
import io.kernelgraft.console.status.StageState;
import io.kernelgraft.console.status.StageStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;

/** Collects what waits for a person: at most 100 rebuilds, oldest failure first. */
@ApplicationScoped
public class AttentionList {
    private static final int MOST = 100;

    private final RebuildStore rebuilds;
    private final UnreadableRecords unreadable;
    private final Clock clock;

    AttentionList(RebuildStore rebuilds, UnreadableRecords unreadable, Clock clock) {
        this.rebuilds = rebuilds;
        this.unreadable = unreadable;
        this.clock = clock;
    }

    public Attention now() {
        Instant now = clock.instant();
        return new Attention(
                rebuilds.waitingForPerson(MOST).stream()
                        .map(facts -> RebuildReading.of(facts, now))
                        .flatMap(AttentionList::runs)
                        .toList(),
                unreadable.all());
    }

    private static Stream<Attention.Run> runs(RebuildStatus rebuild) {
        return rebuild.stages().stream()
                .filter(stage -> stage.state() == StageState.FAILED)
                .map(stage -> run(rebuild, stage));
    }

    private static Attention.Run run(RebuildStatus rebuild, StageStatus stage) {
        AttemptFacts.Failure failure = stage.failure();
        return new Attention.Run(
                rebuild.id(),
                rebuild.line(),
                stage.stage(),
                stage.lastAttempt().number(),
                failure.kind(),
                failure.reason(),
                failure.message(),
                failure.at(),
                failure.evidence());
    }
}
