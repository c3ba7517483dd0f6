package io.kernelgraft.console.status;

import static java.util.stream.Collectors.groupingBy;

import io.kernelgraft.console.rebuild.AttemptFacts;
import io.kernelgraft.console.rebuild.RebuildFacts;
import io.kernelgraft.console.rebuild.ResultFacts;
import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.pipeline.PipelineStage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Works out where a rebuild stands. Results and failures decide; progress only adds times and words. */
public final class RebuildReading {
    private final RebuildFacts facts;
    private final Instant now;
    private final Map<String, ResultFacts> results;
    private final Map<String, List<AttemptFacts>> attempts;

    private RebuildReading(RebuildFacts facts, Instant now) {
        this.facts = facts;
        this.now = now;
        this.results = facts.results().stream().collect(Collectors.toMap(ResultFacts::stage, Function.identity()));
        this.attempts =
                facts.attempts().stream().collect(groupingBy(AttemptFacts::stage, TreeMap::new, Collectors.toList()));
    }

    /** @param now how long what still runs has worked */
    public static RebuildStatus of(RebuildFacts facts, Instant now) {
        return new RebuildReading(facts, now).status();
    }

    private RebuildStatus status() {
        List<StageStatus> stages = new ArrayList<>();
        for (PipelineStage stage : PipelineStage.values()) {
            stages.add(stage(stage.id(), stage.needs(), firstInputs(stage)));
        }
        // A service may be newer than this console.
        attempts.keySet().stream()
                .filter(name -> PipelineStage.of(name).isEmpty())
                .forEach(name -> stages.add(stage(name, List.of(), List.of())));

        Optional<ResultFacts> promotion = Optional.ofNullable(results.get(PipelineStage.PROMOTE.id()));
        Optional<CandidatePromoted> promoted = result(CandidatePromoted.class);
        Instant promotedAt = promotion.map(ResultFacts::at).orElse(null);
        return new RebuildStatus(
                facts.id(),
                facts.line(),
                state(stages),
                facts.kernel(),
                facts.kver(),
                facts.base(),
                facts.baseName(),
                facts.snapshot(),
                facts.reason(),
                facts.releasedAt(),
                facts.requestedAt(),
                result(CandidateSealed.class).map(CandidateSealed::candidate).orElse(null),
                promoted.map(CandidatePromoted::promoted).orElse(null),
                promotedAt,
                promoted.map(CandidatePromoted::tags).orElse(List.of()),
                stages,
                result(KmodsBuilt.class)
                        .map(KmodsBuilt::kmods)
                        // Of tables built anew the older topics may have lost the first of the two.
                        .or(() -> result(CandidateSealed.class).map(CandidateSealed::kmods))
                        .orElse(List.of()),
                result(CandidateVerified.class).map(CandidateVerified::checks).orElse(List.of()),
                facts.releasedAt() == null || promotedAt == null
                        ? null
                        : Timing.of(facts.releasedAt(), promotedAt, stages));
    }

    private static RebuildState state(List<StageStatus> stages) {
        boolean promoted = stages.stream()
                .anyMatch(stage ->
                        stage.stage().equals(PipelineStage.PROMOTE.id()) && stage.state() == StageState.SUCCEEDED);
        boolean failed = stages.stream().anyMatch(stage -> stage.state() == StageState.FAILED);
        return promoted ? RebuildState.PROMOTED : failed ? RebuildState.WAITS_FOR_PERSON : RebuildState.RUNNING;
    }

    private <T extends RebuildEvent> Optional<T> result(Class<T> type) {
        return results.values().stream()
                .map(ResultFacts::data)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    private List<Artifact> firstInputs(PipelineStage stage) {
        if (!stage.needs().isEmpty()) {
            return List.of();
        }
        Artifact snapshot = new Artifact("kernel snapshot", facts.snapshot());
        return stage == PipelineStage.SWAP
                ? List.of(new Artifact("base image", facts.base()), snapshot)
                : List.of(snapshot);
    }

    private StageStatus stage(String name, List<PipelineStage> needs, List<Artifact> firstInputs) {
        List<AttemptFacts> tried = attempts.getOrDefault(name, List.of());
        Optional<ResultFacts> result = Optional.ofNullable(results.get(name)).filter(it -> isNewer(it, tried));
        List<Artifact> inputs = new ArrayList<>(firstInputs);
        needs.forEach(need -> inputs.addAll(outputs(need.id())));
        AttemptReading reading = new AttemptReading(facts, result);
        List<AttemptStatus> read = reading.all(tried);
        Instant readyAt = readyAt(needs);
        return StageStatus.of(
                name,
                reading.state(tried, readyAt),
                readyAt,
                result.map(ResultFacts::at)
                        .orElse(read.isEmpty() ? null : read.getLast().endedAt()),
                read,
                inputs,
                outputs(name),
                now);
    }

    /** A stage that failed or began again after its result is no longer done. */
    private static boolean isNewer(ResultFacts result, List<AttemptFacts> tried) {
        if (tried.isEmpty()) {
            return true;
        }
        AttemptFacts last = tried.getLast();
        boolean failedSince = last.failure() != null && last.failure().at().isAfter(result.at());
        boolean begunSince = last.startedAt() != null && last.startedAt().isAfter(result.at());
        return !failedSince && !begunSince;
    }

    private List<Artifact> outputs(String stage) {
        ResultFacts result = results.get(stage);
        return result == null ? List.of() : StageOutputs.of(result.data());
    }

    private Instant readyAt(List<PipelineStage> needs) {
        if (needs.isEmpty()) {
            return facts.announcedAt();
        }
        List<ResultFacts> there = needs.stream()
                .map(need -> results.get(need.id()))
                .filter(Objects::nonNull)
                .toList();
        return there.size() < needs.size()
                ? null
                : there.stream().map(ResultFacts::at).max(Instant::compareTo).orElseThrow();
    }
}
