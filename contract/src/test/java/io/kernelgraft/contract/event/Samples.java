package io.kernelgraft.contract.event;

import io.kernelgraft.contract.event.PayloadSigned.Payload;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import java.time.Instant;
import java.util.List;

/** An event of each type, as it would be for one rebuild. */
final class Samples {
    static final Instant AT = Instant.parse("2026-05-04T03:00:01.250Z");
    private static final String SHA = "0123456789abcdef".repeat(4);
    private static final Nevra KERNEL = Nevra.parse("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64");
    private static final Kver KVER = new Kver("7.2.0-cachyos1.fc44.x86_64");
    private static final ImageReference SNAPSHOT = pinned("registry.example.org/desktop/artifacts");
    private static final Rebuild REBUILD = new Rebuild(
            "rb-0123456789abcdef",
            "desktop-cachyos",
            SHA,
            pinned("registry.example.org/base"),
            "registry.example.org/base:stable",
            KERNEL,
            KVER,
            SNAPSHOT,
            List.of(),
            AT);
    private static final List<KmodOutcome> KMODS = List.of(
            new KmodOutcome(
                    "xone",
                    KmodOutcome.Status.BUILT,
                    true,
                    List.of("kmod-xone-7.2.0-cachyos1.fc44.x86_64-0.5.8-1.fc44.x86_64.rpm"),
                    List.of("xone_dongle", "xone-wired"),
                    ""),
            new KmodOutcome(
                    "v4l2loopback",
                    KmodOutcome.Status.FAILED,
                    false,
                    List.of(),
                    List.of(),
                    "modpost: \"v4l2_fh_open\" undefined!\nmake: *** [Makefile:2] Error 2"));

    private Samples() {}

    static EventData of(EventType type) {
        return switch (type) {
            case KERNEL_RELEASED ->
                new KernelReleased(
                        SHA,
                        "copr:bieszczaders/kernel-cachyos",
                        "fedora-44-x86_64",
                        9876543,
                        KERNEL,
                        KVER,
                        List.of(new ReleasedRpm(
                                "kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64.rpm", KERNEL, SHA, 38_000_000)),
                        SNAPSHOT);
            case REBUILD_REQUESTED -> new RebuildRequested(REBUILD, "a kernel was released");
            case IMAGE_SWAPPED -> new ImageSwapped(REBUILD, SNAPSHOT);
            case KMODS_BUILT -> new KmodsBuilt(REBUILD, SNAPSHOT, KMODS);
            case PAYLOAD_SIGNED -> new PayloadSigned(REBUILD, Payload.KMODS, SNAPSHOT, 2, SHA, KMODS, SNAPSHOT);
            case CANDIDATE_SEALED -> new CandidateSealed(REBUILD, SNAPSHOT, KMODS);
            case CANDIDATE_VERIFIED ->
                new CandidateVerified(
                        REBUILD,
                        SNAPSHOT,
                        List.of(new CheckResult(
                                "label-is-kernel",
                                "the label names the one kernel",
                                "H5",
                                CheckResult.Status.PASS,
                                "7.2.0-cachyos1.fc44.x86_64")),
                        "tcg",
                        51_200);
            case CANDIDATE_PROMOTED ->
                new CandidatePromoted(REBUILD, SNAPSHOT, List.of("stable", "stable-20260504"), null);
            case SIGNING_AUDITED ->
                new SigningAudited(
                        REBUILD,
                        "sign-kernel",
                        1,
                        List.of(new SigningRequest("rebuild.requested", "3f1c-1")),
                        List.of(SNAPSHOT),
                        List.of(new SigningKeyUse("desktop-mok", SHA)),
                        SigningAudited.Result.REFUSED,
                        "SIGNING_KEY_MISSING",
                        0,
                        null,
                        null,
                        AT);
            case STAGE_FAILED ->
                new StageFailed(
                        REBUILD,
                        "kernel-signing",
                        2,
                        FailureKind.POLICY,
                        "SIGNING_KEY_MISSING",
                        "no key named 'desktop-mok'",
                        null,
                        null);
            case OPERATOR_COMMANDS ->
                new OperatorCommand(
                        OperatorCommand.Action.RETRY, REBUILD.id(), "sign-kernel", "night shift", "the key is back");
            case STAGE_PROGRESS ->
                new StageProgress(
                        REBUILD.id(),
                        REBUILD.line(),
                        "swap",
                        1,
                        StageProgress.State.RUNNING,
                        "612 of 1018 modules",
                        612,
                        1018,
                        AT);
        };
    }

    /** The other form of a type with nullable fields: whatever may be null is not. */
    static EventData full(EventType type) {
        return switch (type) {
            case CANDIDATE_PROMOTED ->
                new CandidatePromoted(REBUILD, SNAPSHOT, List.of("stable"), Digest.ofSha256Hex(SHA));
            case SIGNING_AUDITED ->
                new SigningAudited(
                        REBUILD,
                        "sign-kernel",
                        2,
                        List.of(new SigningRequest("rebuild.requested", "3f1c-1")),
                        List.of(SNAPSHOT),
                        List.of(new SigningKeyUse("desktop-mok", SHA)),
                        SigningAudited.Result.SIGNED,
                        null,
                        1019,
                        SNAPSHOT,
                        SNAPSHOT,
                        AT);
            case STAGE_FAILED ->
                new StageFailed(REBUILD, "swap", 1, FailureKind.TRANSIENT, "REGISTRY_429", "slow down", AT, SNAPSHOT);
            default -> of(type);
        };
    }

    static Event event(EventType type) {
        return new Event(
                "3f1c-1",
                "/kernelgraft/signer",
                AT,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                of(type));
    }

    private static ImageReference pinned(String name) {
        return ImageReference.parse(name + "@sha256:" + SHA);
    }
}
