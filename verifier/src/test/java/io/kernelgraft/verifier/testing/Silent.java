package io.kernelgraft.verifier.testing;

import io.kernelgraft.runtime.progress.Progress;

/** Nobody is watching. */
public final class Silent {
    public static final Progress PROGRESS = new Progress() {
        @Override
        public void report(String text) {}

        @Override
        public void report(String text, long done, long total) {}
    };

    private Silent() {}
}
