package io.kernelgraft.contract.attestation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.pipeline.Author;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementTest {
    private static final ImageReference ARTIFACT = pinned("artifacts", "a");
    private static final Digest RPM = Digest.ofSha256Hex("e".repeat(64));
    private static final Rebuild REBUILD = rebuild("rb-00112233aabbccdd", "1");

    private final KmodsBuilt built = new KmodsBuilt(REBUILD, ARTIFACT, List.of());
    private final RebuildRequested requested = new RebuildRequested(REBUILD, "a test");
    private final Statement statement = Statement.of(
            Author.of(built),
            1,
            built,
            List.of(requested),
            List.of(Subject.of(ARTIFACT), Subject.of("kmod-vpoll.rpm", RPM)));

    @Test
    void shouldBeAnInTotoStatement() {
        assertThat(new String(statement.json(), UTF_8))
                .isEqualTo(
                        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"localhost:5000/lab/artifacts\","
                                + "\"digest\":{\"sha256\":\"" + "a".repeat(64) + "\"}},{\"name\":\"kmod-vpoll.rpm\","
                                + "\"digest\":{\"sha256\":\"" + "e".repeat(64) + "\"}}],"
                                + "\"predicateType\":\"urn:kernelgraft:stage-result:v1\",\"predicate\":{"
                                + "\"service\":\"kmod-builder\",\"stage\":\"kmods\",\"attempt\":1,"
                                + "\"rebuild\":\"rb-00112233aabbccdd\",\"line\":\"desktop\",\"lineSha256\":\""
                                + "1".repeat(64) + "\",\"event\":\"io.kernelgraft.kmods.built.v1\",\"eventSha256\":\""
                                + EventDigest.of(built).hex() + "\",\"inputs\":[{\"event\":"
                                + "\"io.kernelgraft.rebuild.requested.v1\",\"sha256\":\""
                                + EventDigest.of(requested).hex() + "\"}]}}");
        assertThat(Statement.read(statement.json())).isEqualTo(statement);
    }

    @Test
    void shouldSayItsEvent() {
        assertThatCode(() -> statement.requireFor(built, List.of(RPM))).doesNotThrowAnyException();
    }

    @Test
    void shouldSayNothingOfAnotherRebuild() {
        refuses(
                new KmodsBuilt(rebuild("rb-ffffffffffffffff", "1"), ARTIFACT, List.of()),
                "it says rebuild 'rb-00112233aabbccdd', this event has 'rb-ffffffffffffffff'");
    }

    @Test
    void shouldSayNothingUnderAnotherPolicy() {
        refuses(
                new KmodsBuilt(rebuild(REBUILD.id(), "2"), ARTIFACT, List.of()),
                "it says line file '" + "1".repeat(64));
    }

    @Test
    void shouldSayNothingOfAnotherArtifact() {
        refuses(new KmodsBuilt(REBUILD, pinned("artifacts", "b"), List.of()), "it says event data '");
    }

    @Test
    void shouldSayNoOtherEvent() {
        refuses(new ImageSwapped(REBUILD, ARTIFACT), "it says service 'kmod-builder', this event has 'kernel-builder'");
        refuses(new CandidateSealed(REBUILD, ARTIFACT, List.of()), "it says service");
    }

    @Test
    void shouldTellApartTheStagesOfOneService() {
        CandidateSealed sealed = new CandidateSealed(REBUILD, ARTIFACT, List.of());
        Statement ofSwap =
                Statement.of(new Author("kernel-builder", "swap"), 1, sealed, List.of(), List.of(Subject.of(ARTIFACT)));

        assertThatThrownBy(() -> ofSwap.requireFor(sealed, List.of()))
                .hasMessage("it says stage 'swap', this event has 'seal'");
    }

    @Test
    void shouldHaveEverySubject() {
        Statement without = Statement.of(Author.of(built), 1, built, List.of(), List.of(Subject.of("another", RPM)));

        assertThatThrownBy(() -> without.requireFor(built, List.of()))
                .isInstanceOf(RefusedAttestation.class)
                .hasMessage(ARTIFACT.pinned() + " is not among its subjects");
        assertThatThrownBy(() -> statement.requireFor(built, List.of(Digest.ofSha256Hex("f".repeat(64)))))
                .hasMessage("sha256:" + "f".repeat(64) + " is not among its subjects");
    }

    @Test
    void shouldBindBaseAndUserlandOfARequest() {
        List<Subject> subjects =
                new ArrayList<>(Outputs.of(requested).stream().map(Subject::of).toList());
        assertThat(subjects).hasSize(3);
        subjects.removeLast();
        Statement without = Statement.of(Author.of(requested), 1, requested, List.of(), subjects);

        assertThatThrownBy(() -> without.requireFor(requested, List.of())).hasMessageContaining("d".repeat(64));
    }

    @Test
    void shouldNotReadAStatementOfAnotherType() {
        for (String[] change : new String[][] {
            {"in-toto.io/Statement/v1", "in-toto.io/Statement/v0.1"},
            {Statement.PREDICATE_TYPE, "https://slsa.dev/provenance/v1"},
            {"\"attempt\":1", "\"attempt\":\"1\""},
            {"\"attempt\":1,", ""},
            {"\"attempt\":1", "\"attempt\":1,\"attempt\":1"},
            {"\"service\":\"kmod-builder\"", "\"service\":null"}
        }) {
            String text = new String(statement.json(), UTF_8);
            assertThat(text).contains(change[0]);

            assertThatThrownBy(() ->
                            Statement.read(text.replace(change[0], change[1]).getBytes(UTF_8)))
                    .as(change[1])
                    .isInstanceOf(RefusedAttestation.class);
        }
    }

    @Test
    void shouldHaveAnAddressThatFollowsFromTheEvent() {
        CandidateVerified verified = new CandidateVerified(REBUILD, ARTIFACT, List.of(), "tcg", 45_000);
        CandidateVerified slower = new CandidateVerified(REBUILD, ARTIFACT, List.of(), "tcg", 45_001);

        assertThat(Statement.tag(verified)).matches("attestation-[0-9a-f]{64}").isNotEqualTo(Statement.tag(slower));
        assertThat(ARTIFACT.withTag(Statement.tag(verified)).tag()).contains(Statement.tag(verified));
    }

    private void refuses(RebuildEvent other, String message) {
        assertThatThrownBy(() -> statement.requireFor(other, List.of()))
                .isInstanceOf(RefusedAttestation.class)
                .hasMessageStartingWith(message);
    }

    private static Rebuild rebuild(String id, String line) {
        return new Rebuild(
                id,
                "desktop",
                line.repeat(64),
                pinned("base", "b"),
                "localhost:5000/lab/base:stable",
                Nevra.parse("kernel-core-7.2.0-1.x86_64"),
                new Kver("7.2.0-1.x86_64"),
                pinned("artifacts", "c"),
                List.of(pinned("artifacts", "d")),
                Instant.parse("2026-11-23T03:00:00Z"));
    }

    private static ImageReference pinned(String name, String digit) {
        return ImageReference.parse("localhost:5000/lab/" + name).withDigest(Digest.ofSha256Hex(digit.repeat(64)));
    }
}
