package io.kernelgraft.lab.demo;

import java.time.Duration;
import java.util.Locale;

/** How stages and times are written. */
final class StageText {
    private StageText() {}

    static String state(StageView stage) {
        return stage.state.name().toLowerCase(Locale.ROOT);
    }

    /** What the tool is doing, with its count where there is one. */
    static String activity(StageView stage) {
        if (stage.total > 0 && !stage.text.contains(stage.done + "/" + stage.total)) {
            return stage.done + "/" + stage.total + " " + stage.text;
        }
        return stage.text;
    }

    /** {@code 2:05}. */
    static String clock(Duration elapsed) {
        return "%d:%02d".formatted(elapsed.toMinutes(), elapsed.toSecondsPart());
    }

    static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1000.0);
    }
}
