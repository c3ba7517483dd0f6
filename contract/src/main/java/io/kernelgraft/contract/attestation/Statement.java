package io.kernelgraft.contract.attestation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.pipeline.Author;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An in-toto statement: this service says this event, about these digests.
 *
 * @see <a href="https://github.com/in-toto/attestation/blob/v1.1.0/spec/v1/statement.md">in-toto Statement v1</a>
 */
@JsonPropertyOrder({"_type", "subject", "predicateType", "predicate"})
public record Statement(
        @JsonProperty("_type") String type, List<Subject> subject, String predicateType, StageResult predicate) {
    public static final String TYPE = "https://in-toto.io/Statement/v1";
    public static final String PREDICATE_TYPE = "urn:kernelgraft:stage-result:v1";

    /**
     * The tag under which the attestation of an event lies in its first output's repository. It follows from the event, so
     * that it is found at once however many other things are attached to the same digest.
     */
    public static String tag(RebuildEvent event) {
        return "attestation-" + EventDigest.of(event).hex();
    }

    /** @param subjects each output of the event, and what they hold */
    public static Statement of(
            Author author,
            int attempt,
            RebuildEvent event,
            List<? extends RebuildEvent> inputs,
            List<Subject> subjects) {
        return new Statement(TYPE, subjects, PREDICATE_TYPE, StageResult.of(author, attempt, event, inputs));
    }

    public byte[] json() {
        return StrictJson.write(this);
    }

    /** @throws RefusedAttestation WRONG */
    public static Statement read(byte[] json) {
        Statement statement = StrictJson.read(json, Statement.class);
        if (!statement.type.equals(TYPE) || !statement.predicateType.equals(PREDICATE_TYPE)) {
            throw RefusedAttestation.wrong(
                    "statement '" + statement.type + "' with predicate '" + statement.predicateType + "'");
        }
        return statement;
    }

    /**
     * That it says this event and nothing else.
     *
     * @param held the digests of what the event's first output holds (RPMs, layers)
     * @throws RefusedAttestation WRONG
     */
    public void requireFor(RebuildEvent event, Collection<Digest> held) {
        predicate.requireFor(event);
        Set<String> subjects =
                subject.stream().map(each -> each.digest().sha256()).collect(Collectors.toSet());
        Outputs.of(event).forEach(output -> require(subjects, output.pinned()));
        held.forEach(digest -> require(subjects, digest));
    }

    private static void require(Set<String> subjects, Digest digest) {
        if (!subjects.contains(digest.hex())) {
            throw RefusedAttestation.wrong(digest + " is not among its subjects");
        }
    }
}
