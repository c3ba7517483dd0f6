package io.kernelgraft.contract.attestation;

import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.pipeline.Author;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The predicate: which service says exactly which event, by what policy, and what it took for granted.
 *
 * @param stage the stage that made it; {@code watch} for a request
 * @param attempt counts from 1
 * @param rebuild id
 * @param line the line's name
 * @param lineSha256 sha256 (hex) of the line file: the policy that was in force
 * @param event CloudEvents type
 * @param eventSha256 sha256 (hex) of the event's data, see {@link EventDigest}
 * @param inputs the events that the stage consumed
 */
public record StageResult(
        String service,
        String stage,
        int attempt,
        String rebuild,
        String line,
        String lineSha256,
        String event,
        String eventSha256,
        List<Consumed> inputs) {
    /** An event that was verified before use: its CloudEvents type and the sha256 (hex) of its data. */
    public record Consumed(String event, String sha256) {
        static Consumed of(RebuildEvent event) {
            return new Consumed(
                    event.type().cloudEventType(), EventDigest.of(event).hex());
        }
    }

    static StageResult of(Author author, int attempt, RebuildEvent event, List<? extends RebuildEvent> inputs) {
        return new StageResult(
                author.service(),
                author.stage(),
                attempt,
                event.rebuild().id(),
                event.rebuild().line(),
                event.rebuild().lineSha256(),
                event.type().cloudEventType(),
                EventDigest.of(event).hex(),
                inputs.stream().map(Consumed::of).toList());
    }

    /** @throws RefusedAttestation WRONG, naming the first thing that is said of something else */
    void requireFor(RebuildEvent event) {
        StageResult expected = of(Author.of(event), attempt, event, List.of());
        Map<String, String> saidHere = expected.said();
        said().forEach((what, found) -> {
            if (!found.equals(saidHere.get(what))) {
                throw RefusedAttestation.wrong(
                        "it says " + what + " '" + found + "', this event has '" + saidHere.get(what) + "'");
            }
        });
    }

    private Map<String, String> said() {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("service", service);
        said.put("stage", stage);
        said.put("event", event);
        said.put("rebuild", rebuild);
        said.put("line", line);
        said.put("line file", lineSha256);
        said.put("event data", eventSha256);
        return said;
    }
}
