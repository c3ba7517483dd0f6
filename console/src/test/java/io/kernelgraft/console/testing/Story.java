package io.kernelgraft.console.testing;

import io.kernelgraft.contract.event.CandidatePromoted;
import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.CheckResult;
import io.kernelgraft.contract.event.Event;
import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.PayloadSigned.Payload;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildId;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.event.ReleasedRpm;
import io.kernelgraft.contract.event.SigningAudited;
import io.kernelgraft.contract.event.SigningKeyUse;
import io.kernelgraft.contract.event.SigningRequest;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.contract.event.StageProgress;
import io.kernelgraft.contract.event.StageProgress.State;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Tells one rebuild, event after event; times are in milliseconds since its release. */
public final class Story {
    public static final String HOSTILE = "<script>alert('kmod')</script> & \"quoted\"";
    public static final KmodOutcome XONE = new KmodOutcome(
            "xone",
            KmodOutcome.Status.BUILT,
            true,
            List.of("kmod-xone-0.5.8-1.x86_64.rpm"),
            List.of("xone_dongle"),
            "");
    public static final KmodOutcome V4L2 = new KmodOutcome(
            "v4l2loopback",
            KmodOutcome.Status.FAILED,
            false,
            List.of(),
            List.of(),
            "modpost: \"v4l2_fh_open\" undefined!\n" + HOSTILE);

    private final Instant released;
    private final Rebuild rebuild;
    private final List<Event> events = new ArrayList<>();

    public Story(String line, String version, Instant released) {
        this.released = released;
        ImageReference base = image("base", line);
        ImageReference snapshot = image("desktop/artifacts", line + version);
        String sha256 = hex(line);
        String kver = version + "-cachyos1.fc44.x86_64";
        this.rebuild = new Rebuild(
                RebuildId.of(line, sha256, base.pinned(), snapshot.pinned(), List.of()),
                line,
                sha256,
                base,
                "registry.example.org/base:stable",
                Nevra.parse("kernel-cachyos-core-" + kver),
                new Kver(kver),
                snapshot,
                List.of(),
                released.plusMillis(4));
    }

    public Rebuild rebuild() {
        return rebuild;
    }

    public List<Event> events() {
        return List.copyOf(events);
    }

    public Story requested() {
        say(
                0,
                new KernelReleased(
                        hex("release" + rebuild.kver()),
                        "copr:bieszczaders/kernel-cachyos",
                        "fedora-44-x86_64",
                        9_876_543,
                        rebuild.kernel(),
                        rebuild.kver(),
                        List.of(new ReleasedRpm(rebuild.kernel() + ".rpm", rebuild.kernel(), hex("rpm"), 38_000_000)),
                        rebuild.snapshot()));
        return say(10, new RebuildRequested(rebuild, "a kernel was released"));
    }

    public Story progress(long at, String stage, int attempt, State state, String text, long done, long total) {
        return say(
                at,
                new StageProgress(
                        rebuild.id(),
                        rebuild.line(),
                        stage,
                        attempt,
                        state,
                        text,
                        done,
                        total,
                        released.plusMillis(at)));
    }

    public Story started(long at, String stage, int attempt) {
        return progress(at, stage, attempt, State.STARTED, "started", -1, -1);
    }

    public Story runs(long at, String stage, String text, long done, long total) {
        return progress(at, stage, 1, State.RUNNING, text, done, total);
    }

    public Story failed(
            long at, String stage, int attempt, FailureKind kind, String reason, String message, Instant retryAt) {
        return say(at, new StageFailed(rebuild, stage, attempt, kind, reason, message, retryAt, made(stage + "-log")));
    }

    public Story swapped(long start, long end) {
        started(start, "swap", 1).runs(start + 500, "swap", "Installing kernel-cachyos-modules", 34, 100);
        return say(end, new ImageSwapped(rebuild, made("swapped")));
    }

    public Story kernelSigned(long start, long end) {
        started(start, "sign-kernel", 1).runs(start + 900, "sign-kernel", "612 of 1018 modules", 612, 1018);
        return say(end, new PayloadSigned(rebuild, Payload.KERNEL, made("kernel"), 1019, hex("key"), List.of(), null));
    }

    /** Records a batch of {@code sign-kernel}. @param reason null if it was signed */
    public Story audited(long at, int attempt, String reason) {
        boolean signed = reason == null;
        return say(
                at,
                new SigningAudited(
                        rebuild,
                        "sign-kernel",
                        attempt,
                        List.of(new SigningRequest("rebuild.requested", "asked-" + rebuild.id())),
                        List.of(rebuild.snapshot()),
                        List.of(new SigningKeyUse("desktop-mok", hex("key"))),
                        signed ? SigningAudited.Result.SIGNED : SigningAudited.Result.REFUSED,
                        reason,
                        signed ? 1019 : 0,
                        signed ? made("kernel") : null,
                        made("sign-kernel-log"),
                        released.plusMillis(at)));
    }

    public Story kmodsBuilt(long start, long end) {
        started(start, "kmods", 1).runs(start + 800, "kmods", "xone: CC [M] bus.o " + HOSTILE, -1, -1);
        return say(end, new KmodsBuilt(rebuild, made("kmods"), List.of(XONE, V4L2)));
    }

    public Story kmodsSigned(long start, long end) {
        started(start, "sign-kmods", 1);
        return say(
                end,
                new PayloadSigned(
                        rebuild,
                        Payload.KMODS,
                        made("signed-kmods"),
                        1,
                        hex("key"),
                        List.of(XONE, V4L2),
                        made("kmods")));
    }

    public Story sealed(long start, long end) {
        started(start, "seal", 1).runs(start + 3000, "seal", "dracut: *** Including module: ostree ***", -1, -1);
        return say(end, new CandidateSealed(rebuild, made("candidate"), List.of(XONE, V4L2)));
    }

    public Story verified(int attempt, long start, long end) {
        started(start, "verify", attempt);
        progress(start + 2000, "verify", attempt, State.RUNNING, "[  OK  ] Reached target multi-user.target", -1, -1);
        CheckResult label = new CheckResult(
                "label-is-kernel", "the label names the one kernel", "H5", CheckResult.Status.PASS, HOSTILE);
        return say(end, new CandidateVerified(rebuild, made("candidate"), List.of(label), "tcg", 51_200));
    }

    public Story promoted(long start, long end) {
        started(start, "promote", 1);
        return say(end, new CandidatePromoted(rebuild, made("candidate"), List.of("stable", "stable-20260504"), null));
    }

    /** From release to promotion in 160 s, of which 0.6 s nobody worked; the first verification failed on a 503. */
    public static Story ofPromotion(String line, String version, Instant released) {
        return new Story(line, version, released)
                .requested()
                .swapped(110, 48_000)
                .kernelSigned(120, 21_000)
                .kmodsBuilt(130, 35_000)
                .kmodsSigned(35_200, 37_000)
                .sealed(48_200, 95_000)
                .started(95_100, "verify", 1)
                .failed(
                        98_000,
                        "verify",
                        1,
                        FailureKind.TRANSIENT,
                        "REGISTRY_UNAVAILABLE",
                        "503 " + HOSTILE,
                        released.plusMillis(98_100))
                .verified(2, 98_100, 159_800)
                .promoted(159_900, 160_000);
    }

    public ImageReference made(String what) {
        return image(what.equals("candidate") ? "desktop/image" : "desktop/artifacts", what + rebuild.id());
    }

    private Story say(long at, EventData data) {
        String id = hex(events.size() + rebuild.id()).substring(0, 32);
        events.add(new Event(id, "/kernelgraft/test", released.plusMillis(at), null, data));
        return this;
    }

    private static ImageReference image(String repository, String content) {
        return ImageReference.parse("registry.example.org/" + repository).withDigest(Digest.ofSha256Hex(hex(content)));
    }

    private static String hex(String content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
