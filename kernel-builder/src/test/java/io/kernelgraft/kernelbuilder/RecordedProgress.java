package io.kernelgraft.kernelbuilder;

import io.kernelgraft.runtime.progress.Progress;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was reported, with counts as {@code text done/total}. */
public final class RecordedProgress implements Progress {
    public final List<String> reported = new ArrayList<>();

    @Override
    public synchronized void report(String text) {
        reported.add(text);
    }

    @Override
    public synchronized void report(String text, long done, long total) {
        reported.add(text + " " + done + "/" + total);
    }
}
