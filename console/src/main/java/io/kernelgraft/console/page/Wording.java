package io.kernelgraft.console.page;

import io.kernelgraft.console.status.AttemptStatus;
import io.kernelgraft.console.status.RebuildState;
import io.kernelgraft.console.status.StageState;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.ImageReference;
import io.quarkus.qute.TemplateExtension;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How values are said on the pages. */
@TemplateExtension
final class Wording {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private static final int BRIEF = 200;

    private Wording() {}

    /** {@code 4 May 2026, 03:00:01 UTC}. */
    static String inWords(Instant time) {
        return TIME.format(time) + " UTC";
    }

    /** {@code 0.4 s}, {@code 12 s}, {@code 2 min 5 s}, {@code 3 h 20 min}. */
    static String length(Long millis) {
        if (millis < 10_000 && millis % 1000 != 0) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = millis / 1000;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        }
        return seconds / 3600 + " h" + (seconds / 60 % 60 == 0 ? "" : " " + seconds / 60 % 60 + " min");
    }

    static String words(StageState state) {
        return switch (state) {
            case WAITING -> "waits for others";
            case QUEUED -> "ready to start";
            case RUNNING -> "running";
            case RETRYING -> "will try again";
            case SUCCEEDED -> "done";
            case FAILED -> "failed";
        };
    }

    static String words(RebuildState state) {
        return switch (state) {
            case RUNNING -> "running";
            case WAITS_FOR_PERSON -> "needs a person";
            case PROMOTED -> "promoted";
        };
    }

    static String words(AttemptStatus.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** What a failure's kind means, in a sentence. */
    static String meaning(FailureKind kind) {
        return switch (kind) {
            case TRANSIENT -> "Network, registry or disk: the same may work in a while.";
            case UPSTREAM -> "The release itself is bad.";
            case REJECTED -> "A check or the boot test said no.";
            case POLICY -> "A signature, a key or an allow-list forbids it.";
            case INTERNAL -> "A mistake in Kernelgraft itself.";
        };
    }

    /** A text's first line that says something, at most 200 characters of it. */
    static String brief(String text) {
        String line = text.lines()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("no reason was given");
        return line.codePointCount(0, line.length()) <= BRIEF
                ? line
                : line.substring(0, line.offsetByCodePoints(0, BRIEF - 1)) + "…";
    }

    /** The enum's name as a CSS class. */
    static String css(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The first 12 hex digits of the digest. */
    static String shortDigest(ImageReference reference) {
        return reference.pinned().shortHex();
    }
}
