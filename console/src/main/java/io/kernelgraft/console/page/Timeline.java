package io.kernelgraft.console.page;

import io.kernelgraft.console.status.AttemptStatus;
import io.kernelgraft.console.status.RebuildState;
import io.kernelgraft.console.status.RebuildStatus;
import io.kernelgraft.console.status.StageState;
import io.kernelgraft.console.status.StageStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where on a common axis each stage waited and worked. Places and widths are in percent of the picture's width, so that
 * it can be as wide as the screen.
 *
 * @param to its end: the promotion, what was heard last of a rebuild that stands still, otherwise now
 */
public record Timeline(Instant from, Instant to, List<Lane> lanes, List<Tick> ticks) {
    /** Narrower ones would not be seen: work is shown as wide as this, waiting not at all. */
    private static final double NARROWEST = 0.5;

    private static final int MOST_TICKS = 4;
    private static final long[] STEPS = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200};

    /** One stage's part of the picture. */
    public record Lane(StageStatus stage, List<Bar> bars) {}

    /** @param kind what it was doing; a CSS class */
    public record Bar(String kind, String x, String width) {}

    /** @param label time since the start */
    public record Tick(String x, String label) {}

    static Timeline of(RebuildStatus rebuild, Instant now) {
        Instant from = Stream.concat(Stream.of(rebuild.requestedAt()), starts(rebuild))
                .min(Instant::compareTo)
                .orElseThrow();
        Instant end = rebuild.state() == RebuildState.RUNNING
                ? now
                : Stream.concat(Stream.ofNullable(rebuild.promotedAt()), ends(rebuild))
                        .max(Instant::compareTo)
                        .orElse(now);
        Instant to = end.isAfter(from.plusSeconds(1)) ? end : from.plusSeconds(1);
        Scale scale = new Scale(from, to);
        List<Lane> lanes = rebuild.stages().stream()
                .map(stage -> new Lane(stage, bars(stage, scale)))
                .toList();
        return new Timeline(from, to, lanes, ticks(scale));
    }

    private static Stream<Instant> starts(RebuildStatus rebuild) {
        return rebuild.stages().stream()
                .flatMap(stage -> stage.attempts().stream())
                .map(AttemptStatus::startedAt)
                .filter(Objects::nonNull);
    }

    private static Stream<Instant> ends(RebuildStatus rebuild) {
        return rebuild.stages().stream().map(StageStatus::endedAt).filter(Objects::nonNull);
    }

    private static List<Bar> bars(StageStatus stage, Scale scale) {
        List<Bar> bars = new ArrayList<>();
        Instant waits = stage.readyAt();
        for (AttemptStatus attempt : stage.attempts()) {
            if (attempt.startedAt() == null) {
                continue;
            }
            if (waits != null && scale.isSeen(waits, attempt.startedAt())) {
                bars.add(scale.bar("waits", waits, attempt.startedAt()));
            }
            Instant end = attempt.endedAt() == null ? scale.to : attempt.endedAt();
            bars.add(scale.bar(attempt.state().name().toLowerCase(Locale.ROOT), attempt.startedAt(), end));
            waits = attempt.endedAt();
        }
        boolean startsByItself = stage.state() == StageState.QUEUED || stage.state() == StageState.RETRYING;
        if (startsByItself && waits != null && scale.isSeen(waits, scale.to)) {
            bars.add(scale.bar("waits", waits, scale.to));
        }
        return bars;
    }

    private static List<Tick> ticks(Scale scale) {
        long seconds = Duration.between(scale.from, scale.to).toSeconds();
        long step = 86_400;
        for (long candidate : STEPS) {
            if (seconds / candidate < MOST_TICKS) {
                step = candidate;
                break;
            }
        }
        step = Math.max(step, seconds / MOST_TICKS);
        List<Tick> ticks = new ArrayList<>();
        for (long at = 0; at <= seconds; at += step) {
            double place = scale.place(scale.from.plusSeconds(at));
            // A label near the end would be cut off.
            if (place <= 85) {
                ticks.add(new Tick(percent(place), Wording.length(at * 1000)));
            }
        }
        return ticks;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }

    private record Scale(Instant from, Instant to) {
        double place(Instant at) {
            double place = 100.0
                    * Duration.between(from, at).toMillis()
                    / Duration.between(from, to).toMillis();
            return Math.clamp(place, 0, 100);
        }

        boolean isSeen(Instant start, Instant end) {
            return place(end) - place(start) >= NARROWEST;
        }

        Bar bar(String kind, Instant start, Instant end) {
            double left = Math.min(place(start), 100 - NARROWEST);
            double width = Math.max(NARROWEST, place(end) - left);
            return new Bar(kind, percent(left), percent(width));
        }
    }
}
