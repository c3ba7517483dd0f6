package io.kernelgraft.kernelbuilder.packages;

import io.kernelgraft.runtime.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads dnf5 while it works: how far it is, and which scriptlets failed though dnf will say "Complete!". */
final class DnfOutput implements Consumer<String> {
    /** {@code [3/5] Installing kernel-cachyos-core-0: 100% | 231.0 MiB/s |  13.6 MiB |  00m00s} */
    private static final Pattern STEP = Pattern.compile("\\[ *(\\d{1,6})/(\\d{1,6})] (.+?) +\\d{1,3}% \\|.*");
    /** {@code >>> Non-critical error in %posttrans scriptlet: kernel-cachyos-core-…} and {@code >>> Error in …} */
    private static final Pattern SCRIPTLET =
            Pattern.compile(".*(error in .*scriptlet|scriptlet failed).*", Pattern.CASE_INSENSITIVE);

    private final String what;
    private final Progress progress;
    private final List<String> failedScriptlets = new ArrayList<>();

    DnfOutput(String what, Progress progress) {
        this.what = what;
        this.progress = progress;
    }

    @Override
    public synchronized void accept(String line) {
        Matcher step = STEP.matcher(line);
        if (step.matches()) {
            progress.report(what + ": " + step.group(3), Long.parseLong(step.group(1)), Long.parseLong(step.group(2)));
        } else if (SCRIPTLET.matcher(line).matches()) {
            failedScriptlets.add(line.strip());
        }
    }

    synchronized List<String> failedScriptlets() {
        return List.copyOf(failedScriptlets);
    }
}
