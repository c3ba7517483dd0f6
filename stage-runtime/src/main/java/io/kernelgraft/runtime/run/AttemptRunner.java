package io.kernelgraft.runtime.run;

import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.StageProgress.State;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.runtime.attestation.Attestations;
import io.kernelgraft.runtime.attestation.Attestor;
import io.kernelgraft.runtime.evidence.AttemptEvidence;
import io.kernelgraft.runtime.evidence.EvidenceStore;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.runtime.progress.AttemptProgress;
import io.kernelgraft.runtime.progress.ProgressChannel;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ProcessToolRunner;
import io.kernelgraft.runtime.trace.Trace;
import io.kernelgraft.runtime.workspace.Workspace;
import io.kernelgraft.runtime.workspace.Workspaces;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Makes one attempt: workspace, line, verified inputs, tools and progress in; outcome, evidence and attested events out. */
@ApplicationScoped
class AttemptRunner {
    private static final Logger LOG = Logger.getLogger(AttemptRunner.class);

    private static final Pattern REASON = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

    private final Stages stages;
    private final Lines lines;
    private final Workspaces workspaces;
    private final ProgressChannel progressChannel;
    private final EvidenceStore evidenceStore;
    private final Attestations attestations;
    private final Attestor attestor;
    private final Settlement settlement;
    private final Room room;
    private final MeterRegistry meters;
    private final Clock clock;

    AttemptRunner(
            Stages stages,
            Lines lines,
            Workspaces workspaces,
            ProgressChannel progressChannel,
            EvidenceStore evidenceStore,
            Attestations attestations,
            Attestor attestor,
            Settlement settlement,
            Room room,
            MeterRegistry meters,
            Clock clock) {
        this.stages = stages;
        this.lines = lines;
        this.workspaces = workspaces;
        this.progressChannel = progressChannel;
        this.evidenceStore = evidenceStore;
        this.attestations = attestations;
        this.attestor = attestor;
        this.settlement = settlement;
        this.room = room;
        this.meters = meters;
        this.clock = clock;
    }

    void run(Claim claim) {
        LOG.infof("%s of %s: attempt %d starts", claim.stage(), claim.rebuild().id(), claim.attempt());
        AttemptProgress progress = progressChannel.of(claim.rebuild(), claim.stage(), claim.attempt());
        progress.state(State.STARTED, claim.startedAt(), "started");
        try (Trace trace = Trace.continuing(claim.traceparent(), "stage " + claim.stage())) {
            Workspace opened;
            try {
                opened = workspaces.open(claim.rebuild().id(), claim.stage(), claim.attempt());
            } catch (StageFailure failure) {
                end(claim, room.seen(failure, failure.outcome()), null, trace, progress);
                return;
            }
            try (Workspace workspace = opened) {
                AttemptEvidence evidence = new AttemptEvidence(workspace.evidence());
                Outcome outcome = attested(claim, publishable(outcome(claim, workspace, evidence, progress)));
                ImageReference where =
                        evidenceStore.push(claim.rebuild(), claim.stage(), claim.attempt(), evidence, outcome);
                end(claim, outcome, where, trace, progress);
            }
        }
    }

    private void end(Claim claim, Outcome outcome, ImageReference evidence, Trace trace, AttemptProgress progress) {
        settlement.settle(claim, outcome, evidence, trace.traceparent());
        tell(claim, outcome, progress);
    }

    private Outcome outcome(Claim claim, Workspace workspace, AttemptEvidence evidence, AttemptProgress progress) {
        try (ProcessToolRunner tools = new ProcessToolRunner(workspace.logs(), evidence, progress)) {
            Outcome outcome = attempted(claim, workspace, tools, evidence, progress);
            return tools.diskFull().<Outcome>map(room::full).orElse(outcome);
        }
    }

    private Outcome attempted(
            Claim claim,
            Workspace workspace,
            ProcessToolRunner tools,
            AttemptEvidence evidence,
            AttemptProgress progress) {
        try {
            LineFile line = line(claim);
            attestor.requireKey();
            attestations.require(claim.inputs(), line);
            room.make(tools);
            Outcome outcome = stages.named(claim.stage())
                    .run(new AttemptContext(claim, line, workspace.work(), tools, progress, evidence));
            return outcome instanceof Outcome.Failed failed ? room.nextToNothing(failed) : outcome;
        } catch (StageFailure failure) {
            LOG.debug("stage failure", failure);
            return room.seen(failure, failure.outcome());
        } catch (InterruptedException e) {
            // Shutdown, or the lease was lost. A new attempt will start; saying TRANSIENT lets it start by itself.
            return Outcome.failed(FailureKind.TRANSIENT, "INTERRUPTED", "the service was stopped during the attempt");
        } catch (RuntimeException e) {
            return unexpected(claim, e);
        }
    }

    private Outcome.Failed unexpected(Claim claim, RuntimeException e) {
        Outcome.Failed unexpected = new Outcome.Failed(
                FailureKind.INTERNAL, "UNEXPECTED", e.getClass().getSimpleName() + ": " + e.getMessage());
        Outcome.Failed seen = room.seen(e, unexpected);
        if (seen == unexpected) {
            LOG.errorf(e, "%s of %s: unexpected", claim.stage(), claim.rebuild().id());
        }
        return seen;
    }

    /** Last of all: what is attested is what will be published, never a result that was not believed. */
    private Outcome attested(Claim claim, Outcome outcome) {
        if (!(outcome instanceof Outcome.Completed(RebuildEvent next))) {
            return outcome;
        }
        try {
            attestor.attest(next, claim.stage(), claim.attempt(), claim.inputs());
            return outcome;
        } catch (StageFailure failure) {
            return room.seen(failure, failure.outcome());
        } catch (RuntimeException e) {
            return unexpected(claim, e);
        }
    }

    /** An event that its readers would refuse must not make the settlement fail: that would look like a dead service. */
    private static Outcome publishable(Outcome outcome) {
        switch (outcome) {
            case Outcome.Completed(RebuildEvent next) -> {
                try {
                    EventCodec.value(next);
                    return outcome;
                } catch (IllegalArgumentException e) {
                    return Outcome.failed(FailureKind.INTERNAL, "INVALID_EVENT", e.getMessage());
                }
            }
            case Outcome.Failed(FailureKind kind, String reason, String message) -> {
                return REASON.matcher(reason).matches()
                        ? outcome
                        : Outcome.failed(
                                FailureKind.INTERNAL, "INVALID_REASON", kind + " '" + reason + "': " + message);
            }
        }
    }

    /** The service's own line file must be the one the rebuild was made for: it holds the policy, not the message. */
    private LineFile line(Claim claim) {
        LoadedLine loaded = lines.named(claim.rebuild().line())
                .orElseThrow(() -> new StageFailure(
                        FailureKind.POLICY,
                        "LINE_UNKNOWN",
                        "this service has no line file named '"
                                + claim.rebuild().line() + "'"));
        if (!loaded.sha256().equals(claim.rebuild().lineSha256())) {
            throw new StageFailure(
                    FailureKind.POLICY,
                    "LINE_DIFFERS",
                    "the rebuild was requested for line file %s, this service has %s"
                            .formatted(claim.rebuild().lineSha256(), loaded.sha256()));
        }
        return loaded.line();
    }

    private void tell(Claim claim, Outcome outcome, AttemptProgress progress) {
        String result = switch (outcome) {
            case Outcome.Completed _ -> {
                progress.state(State.SUCCEEDED, clock.instant(), "done");
                yield "succeeded";
            }
            case Outcome.Failed failed -> {
                progress.state(State.FAILED, clock.instant(), failed.reason() + ": " + failed.message());
                yield "failed";
            }
        };
        meters.timer("kernelgraft.stage.attempt", "stage", claim.stage(), "outcome", result)
                .record(Duration.between(claim.startedAt(), clock.instant()));
    }
}
