package io.kernelgraft.verifier.image;

import java.util.List;
import java.util.regex.Pattern;

/** Which files of an image are looked into; of all the others only the metadata is kept. */
public record WantedFiles(List<Pattern> paths) {
    public WantedFiles {
        paths = List.copyOf(paths);
    }

    /** @param paths regular expressions over whole paths without a leading slash */
    public static WantedFiles matching(String... paths) {
        return new WantedFiles(List.of(paths).stream().map(Pattern::compile).toList());
    }

    boolean wants(String path) {
        return paths.stream().anyMatch(each -> each.matcher(path).matches());
    }
}
