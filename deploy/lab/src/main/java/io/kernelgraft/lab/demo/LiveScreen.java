package io.kernelgraft.lab.demo;

import io.kernelgraft.lab.process.Command;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** One block of lines that is drawn over itself. */
final class LiveScreen implements Display {
    private static final int NARROWEST = 60;

    private final Instant start;
    private final PrintStream out;
    private final int width;
    private int drawn;

    LiveScreen(Instant start, PrintStream out) {
        this.start = start;
        this.out = out;
        this.width = Math.max(NARROWEST, terminalWidth());
    }

    @Override
    public void show(PipelineView view, Instant now) {
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append("\033[").append(drawn).append('A');
        }
        drawn = 0;
        line(
                text,
                "\033[1m",
                view.rebuild()
                        .map(rebuild -> "%s  %s  %s  %s"
                                .formatted(
                                        StageText.clock(Duration.between(start, now)),
                                        rebuild.line(),
                                        rebuild.kver(),
                                        rebuild.id()))
                        .orElse(StageText.clock(Duration.between(start, now))
                                + "  waiting for the watcher to find the kernel"));
        for (StageView stage : view.stages()) {
            String activity = stage.state == StageView.State.DONE ? "" : StageText.activity(stage);
            line(
                    text,
                    colour(stage.state),
                    "  %-11s  %-8s  %-3s  %8s  %s"
                            .formatted(
                                    stage.name.id(),
                                    StageText.state(stage),
                                    stage.attempt == 0 ? "" : "#" + stage.attempt,
                                    stage.startedAt == null ? "" : StageText.seconds(stage.elapsed(now)),
                                    activity));
        }
        out.print(text);
        out.flush();
    }

    private void line(StringBuilder text, String colour, String content) {
        String plain = content.replaceAll("\\p{Cntrl}", " ").stripTrailing();
        text.append(colour)
                .append(plain.length() < width ? plain : plain.substring(0, width - 1))
                .append("\033[0m\033[K\n");
        drawn++;
    }

    private static String colour(StageView.State state) {
        return switch (state) {
            case WAITING -> "\033[2m";
            case RUNNING -> "\033[36m";
            case RETRYING -> "\033[33m";
            case DONE -> "\033[32m";
            case FAILED -> "\033[31m";
        };
    }

    /** Columns; 100 where the terminal does not say. */
    private static int terminalWidth() {
        Command.Result size = Command.run("sh", "-c", "stty size </dev/tty");
        String[] words = size.output().split(" ");
        return size.exitCode() == 0 && words.length == 2 && words[1].matches("[1-9][0-9]{0,3}")
                ? Integer.parseInt(words[1])
                : 100;
    }
}
