package io.kernelgraft.signer.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.SigningAudited;
import io.kernelgraft.contract.event.SigningAudited.Result;
import io.kernelgraft.contract.event.SigningKeyUse;
import io.kernelgraft.contract.event.SigningRequest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.runtime.outbox.Outbox;
import io.kernelgraft.runtime.stage.EndedAttempt;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.signer.key.PinnedKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.UUID;

/**
 * Records every batch, refused ones too, in a table that takes no change, and says the same on {@code signing.audited}.
 * Both are part of the transaction that settles the attempt: no {@code payload.signed} is ever sent without its record.
 */
@ApplicationScoped
class SigningAudit {
    private final EntityManager database;
    private final Outbox outbox;
    private final Lines lines;

    SigningAudit(EntityManager database, Outbox outbox, Lines lines) {
        this.database = database;
        this.outbox = outbox;
        this.lines = lines;
    }

    void record(@Observes EndedAttempt attempt) {
        SigningAudited record = switch (attempt.outcome().orElse(null)) {
            case Outcome.Completed(PayloadSigned signed) ->
                record(attempt, Result.SIGNED, null, signed.files(), signed.layer());
            case Outcome.Completed(RebuildEvent other) ->
                throw new IllegalStateException(other.type() + " of " + attempt.stage() + " is no signature batch");
            case Outcome.Failed failed -> record(attempt, Result.REFUSED, failed.reason(), 0, null);
            case null -> record(attempt, Result.LOST, "ATTEMPT_LOST", 0, null);
        };
        keep(record);
        outbox.publish(record, attempt.traceparent());
    }

    private SigningAudited record(EndedAttempt attempt, Result result, String reason, int files, ImageReference layer) {
        return new SigningAudited(
                attempt.rebuild(),
                attempt.stage(),
                attempt.attempt(),
                attempt.inputs().stream()
                        .map(input -> new SigningRequest(input.data().type().topic(), input.eventId()))
                        .toList(),
                attempt.inputs().stream().map(input -> material(input.data())).toList(),
                keys(attempt),
                result,
                reason,
                files,
                layer,
                attempt.evidence(),
                attempt.at());
    }

    private static ImageReference material(RebuildEvent request) {
        return request instanceof KmodsBuilt kmods
                ? kmods.artifact()
                : request.rebuild().snapshot();
    }

    /** A line that is not the rebuild's names nothing that could have been used. */
    private List<SigningKeyUse> keys(EndedAttempt attempt) {
        Rebuild rebuild = attempt.rebuild();
        return lines.named(rebuild.line())
                .filter(loaded -> loaded.sha256().equals(rebuild.lineSha256()))
                .map(loaded -> loaded.line().signing())
                // The one before signs vmlinuz alone.
                .map(signing -> PinnedKeys.of(
                        attempt.stage().equals("sign-kernel") ? signing.keys() : List.of(signing.current())))
                .orElse(List.of());
    }

    private void keep(SigningAudited record) {
        database.createNativeQuery("""
                        insert into signing_audit (id, at, rebuild, line, stage, attempt, result, reason, record)
                        values (:id, :at, :rebuild, :line, :stage, :attempt, :result, :reason, :record)""")
                .setParameter("id", UUID.randomUUID())
                .setParameter("at", record.at())
                .setParameter("rebuild", record.rebuild().id())
                .setParameter("line", record.rebuild().line())
                .setParameter("stage", record.stage())
                .setParameter("attempt", record.attempt())
                .setParameter("result", record.result().name())
                .setParameter("reason", record.reason() == null ? "" : record.reason())
                .setParameter("record", json(record))
                .executeUpdate();
    }

    private static String json(SigningAudited record) {
        try {
            return EventCodec.json().writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event's record always serializes", e);
        }
    }
}
