package io.kernelgraft.kernelbuilder.seal;

import io.kernelgraft.runtime.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads dracut while it works: what it does now, and the errors that its exit code 0 hides (failures F8, F9, F10). */
final class DracutOutput implements Consumer<String> {
    /** {@code dracut[I]: *** Including module: ostree ***}; before dracut 100 without the level. */
    private static final Pattern STEP = Pattern.compile("dracut(\\[I])?: \\*\\*\\* (.+?) \\*\\*\\*");

    private static final Pattern ERROR = Pattern.compile("dracut\\[[EF]].*"
            + "|dracut-install: (ERROR|Failed|failed).*"
            + "|.*\\b(ERROR|FAILED|FATAL):.*"
            + "|dracut.*(cannot be found|cannot be installed|will not be installed).*"
            + "|.*(No space left on device|Operation not supported|Read-only file system).*");

    private final Progress progress;
    private final List<String> errors = new ArrayList<>();

    DracutOutput(Progress progress) {
        this.progress = progress;
    }

    @Override
    public synchronized void accept(String line) {
        Matcher step = STEP.matcher(line);
        if (step.matches()) {
            progress.report("dracut: " + step.group(2));
        } else if (ERROR.matcher(line).matches()) {
            errors.add(line.strip());
        }
    }

    synchronized List<String> errors() {
        return List.copyOf(errors);
    }
}
