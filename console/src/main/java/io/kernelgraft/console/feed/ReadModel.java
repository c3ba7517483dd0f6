package io.kernelgraft.console.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kernelgraft.console.database.Database;
import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.OperatorCommand;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.event.SigningAudited;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.event.StageProgress;
import io.kernelgraft.contract.pipeline.PipelineStage;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Merges an event into what is known. Each merge keeps the earliest, the newest or the only value there can be, so the
 * same events give the same rows in any order and however often they come.
 */
@ApplicationScoped
class ReadModel {
    private final Database database;

    ReadModel(Database database) {
        this.database = database;
    }

    void merge(Event event) {
        switch (event.data()) {
            case KernelReleased released -> release(event, released);
            case StageProgress progress -> progress(progress);
            // Not among the topics that are read: what came of it is.
            case OperatorCommand _ -> {}
            case RebuildEvent data -> {
                rebuild(data.rebuild());
                switch (data) {
                    case RebuildRequested requested -> request(event, requested);
                    case StageFailed failed -> failure(event, failed);
                    case SigningAudited audited -> signature(event, audited);
                    default -> result(event, data);
                }
            }
        }
    }

    private void release(Event event, KernelReleased released) {
        database.update("""
                insert into kernel_release as known (snapshot, source, build, released_at) values (?, ?, ?, ?)
                on conflict (snapshot) do update
                   set released_at = least(known.released_at, excluded.released_at)""", released.snapshot().toString(), released.source(), released.build(), event.time());
    }

    private void rebuild(Rebuild rebuild) {
        database.update(
                """
                insert into rebuild as known (id, line, base, base_name, kernel, kver, snapshot, requested_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do update set requested_at = excluded.requested_at
                 where known.requested_at > excluded.requested_at""",
                rebuild.id(),
                rebuild.line(),
                rebuild.base().toString(),
                rebuild.baseName(),
                rebuild.kernel().toString(),
                rebuild.kver().value(),
                rebuild.snapshot().toString(),
                rebuild.requestedAt());
        database.update("insert into line_view (line) values (?) on conflict do nothing", rebuild.line());
    }

    private void request(Event event, RebuildRequested requested) {
        database.update(
                """
                update rebuild set announced_at = ?, reason = ?
                 where id = ? and (announced_at is null or announced_at > ?)""", event.time(), requested.reason(), requested.rebuild().id(), event.time());
    }

    /** An attempt began with the first that it said, and does what it said last. */
    private void progress(StageProgress progress) {
        boolean says = progress.state() == StageProgress.State.RUNNING;
        database.update(
                """
                insert into stage_attempt as known (rebuild, stage, attempt, started_at, seen_at, text, done, total)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (rebuild, stage, attempt) do update
                   set started_at = least(known.started_at, excluded.started_at)""",
                progress.rebuild(),
                progress.stage(),
                progress.attempt(),
                progress.at(),
                says ? progress.at() : null,
                says ? progress.text() : null,
                says ? progress.done() : null,
                says ? progress.total() : null);
        if (says) {
            database.update(
                    """
                    update stage_attempt as known set seen_at = new.seen_at, text = new.text, done = new.done, total = new.total
                      from (values (?::timestamptz, ?, ?::bigint, ?::bigint)) as new (seen_at, text, done, total)
                     where rebuild = ? and stage = ? and attempt = ?
                       and (known.seen_at is null
                            or (new.seen_at, new.text, new.done, new.total) > (known.seen_at, known.text, known.done, known.total))""",
                    progress.at(),
                    progress.text(),
                    progress.done(),
                    progress.total(),
                    progress.rebuild(),
                    progress.stage(),
                    progress.attempt());
        }
    }

    private void failure(Event event, StageFailed failed) {
        database.update(
                """
                insert into stage_attempt as known
                       (rebuild, stage, attempt, failed_at, kind, reason, message, retry_at, evidence)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (rebuild, stage, attempt) do update
                   set failed_at = excluded.failed_at, kind = excluded.kind, reason = excluded.reason,
                       message = excluded.message, retry_at = excluded.retry_at, evidence = excluded.evidence
                 where known.failed_at is null or known.failed_at < excluded.failed_at""",
                failed.rebuild().id(),
                failed.stage(),
                failed.attempt(),
                event.time(),
                failed.kind().name(),
                failed.reason(),
                failed.message(),
                failed.retryAt(),
                failed.evidence() == null ? null : failed.evidence().toString());
    }

    private void signature(Event event, SigningAudited audited) {
        database.update(
                """
                insert into signature_batch (event_id, at, line, rebuild, data) values (?, ?, ?, ?, ?)
                on conflict (event_id) do nothing""",
                event.id(),
                audited.at(),
                audited.rebuild().line(),
                audited.rebuild().id(),
                json(audited));
    }

    private void result(Event event, RebuildEvent data) {
        database.update(
                """
                insert into stage_result as known (rebuild, stage, at, event_id, topic, data) values (?, ?, ?, ?, ?, ?)
                on conflict (rebuild, stage) do update
                   set at = excluded.at, event_id = excluded.event_id, topic = excluded.topic, data = excluded.data
                 where (known.at, known.event_id) < (excluded.at, excluded.event_id)""",
                data.rebuild().id(),
                PipelineStage.thatMade(data).orElseThrow().id(),
                event.time(),
                event.id(),
                event.type().topic(),
                json(data));
        if (data instanceof CandidatePromoted promoted) {
            promotion(event, promoted);
        }
    }

    private void promotion(Event event, CandidatePromoted promoted) {
        database.update(
                """
                update line_view as known
                   set rebuild = ?, promoted = ?, kernel = ?, tags = ?, promoted_at = new.at, event_id = new.id
                  from (values (?::timestamptz, ?)) as new (at, id)
                 where line = ? and (promoted_at is null or (known.promoted_at, known.event_id) < (new.at, new.id))""",
                promoted.rebuild().id(),
                promoted.promoted().toString(),
                promoted.rebuild().kernel().toString(),
                String.join(" ", promoted.tags()),
                event.time(),
                event.id(),
                promoted.rebuild().line());
    }

    private static String json(RebuildEvent data) {
        try {
            return EventCodec.json().writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON can be written as JSON", e);
        }
    }
}
