package io.kernelgraft.watcher.userland;

import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.watcher.release.Source;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The newest userland of lines, from the siblings of their kernels' projects (handbook 3.3, scx-scheds). */
@ApplicationScoped
public class Siblings {
    private final SiblingWatch watch;

    public Siblings(SiblingWatch watch) {
        this.watch = watch;
    }

    public Look look() {
        return new Look();
    }

    /** One look: each sibling is asked once, however many lines want it, also if it does not answer. */
    public final class Look {
        private final Map<Source, Answer> answers = new HashMap<>();

        private Look() {}

        /**
         * @return pinned snapshots, in the line's order
         * @throws StageFailure if one of them can't be had: then there is none at all
         */
        public List<ImageReference> userland(LineFile line) {
            return line.userland().stream()
                    .map(userland -> answers.computeIfAbsent(Source.of(line, userland), Siblings.this::ask)
                            .snapshot())
                    .toList();
        }
    }

    private Answer ask(Source source) {
        try {
            return new Kept(watch.newest(source));
        } catch (StageFailure e) {
            return new Missing(e);
        }
    }

    private sealed interface Answer {
        ImageReference snapshot();
    }

    private record Kept(ImageReference snapshot) implements Answer {}

    private record Missing(StageFailure why) implements Answer {
        @Override
        public ImageReference snapshot() {
            throw new StageFailure(why.kind(), why.reason(), why.getMessage(), why);
        }
    }
}
