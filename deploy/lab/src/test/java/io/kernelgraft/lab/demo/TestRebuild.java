package io.kernelgraft.lab.demo;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.event.StageProgress;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.pipeline.PipelineStage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The events of one rebuild, at seconds after its release. */
final class TestRebuild {
    static final Instant START = Instant.parse("2026-05-01T03:00:00Z");
    static final ImageReference IMAGE = ImageReference.parse("localhost:5000/lab/margine@sha256:" + "a".repeat(64));
    static final Rebuild REBUILD = new Rebuild(
            "rb-0123456789abcdef",
            "margine",
            "b".repeat(64),
            IMAGE,
            "localhost:5000/lab/base:stable",
            Nevra.parse("kernel-cachyos-core-7.2.12-cachyos1.fc44.x86_64"),
            new Kver("7.2.12+deb14-cloud-amd64"),
            IMAGE,
            List.of(),
            START);

    private TestRebuild() {}

    static Event released() {
        return at(
                0,
                new KernelReleased(
                        "id", "copr:a/b", "fedora-44-x86_64", 1, REBUILD.kernel(), REBUILD.kver(), List.of(), IMAGE));
    }

    static Event requested(double second) {
        return at(second, new RebuildRequested(REBUILD, "a kernel was released"));
    }

    static Event result(double second, PipelineStage stage) {
        return at(
                second,
                switch (stage) {
                    case SWAP -> new ImageSwapped(REBUILD, IMAGE);
                    case KMODS -> new KmodsBuilt(REBUILD, IMAGE, List.of());
                    case SIGN_KERNEL -> signed(PayloadSigned.Payload.KERNEL);
                    case SIGN_KMODS -> signed(PayloadSigned.Payload.KMODS);
                    case SEAL -> new CandidateSealed(REBUILD, IMAGE, List.of());
                    case VERIFY -> new CandidateVerified(REBUILD, IMAGE, List.of(), "tcg", 50_000);
                    case PROMOTE -> new CandidatePromoted(REBUILD, IMAGE, List.of("stable"), null);
                });
    }

    private static PayloadSigned signed(PayloadSigned.Payload payload) {
        return new PayloadSigned(REBUILD, payload, IMAGE, 3, "c".repeat(64), List.of(), null);
    }

    static Event progress(double second, PipelineStage stage, int attempt, StageProgress.State state, String text) {
        return at(
                second,
                new StageProgress(REBUILD.id(), "margine", stage.id(), attempt, state, text, -1, -1, time(second)));
    }

    static Event failed(double second, PipelineStage stage, int attempt, Instant retryAt) {
        return at(
                second,
                new StageFailed(
                        REBUILD,
                        stage.id(),
                        attempt,
                        FailureKind.TRANSIENT,
                        "REGISTRY_UNAVAILABLE",
                        "503",
                        retryAt,
                        null));
    }

    /** One attempt that goes well: started, done, result. */
    static List<Event> run(PipelineStage stage, double from, double to) {
        return List.of(
                progress(from, stage, 1, StageProgress.State.STARTED, "started"),
                progress(to, stage, 1, StageProgress.State.SUCCEEDED, "done"),
                result(to, stage));
    }

    static Event at(double second, EventData data) {
        return new Event("id-" + second, "/kernelgraft/test", time(second), null, data);
    }

    static Instant time(double second) {
        return START.plus(Duration.ofMillis((long) (second * 1000)));
    }
}
