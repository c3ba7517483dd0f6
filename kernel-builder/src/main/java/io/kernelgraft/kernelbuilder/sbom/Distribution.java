package io.kernelgraft.kernelbuilder.sbom;

import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which distribution an image is, in its own words. */
public final class Distribution {
    private static final List<String> PLACES = List.of("/etc/os-release", "/usr/lib/os-release");
    private static final Pattern ID = Pattern.compile("ID=[\"']?([a-z0-9._-]{1,64})[\"']?");

    private Distribution() {}

    /** os-release's ID; empty if there is none. Names a package's origin, decides nothing (failure F50). */
    public static String of(RootTree image) throws IOException {
        for (String place : PLACES) {
            Path file = image.resolve(place);
            if (Files.isRegularFile(file)) {
                return Files.readString(file)
                        .lines()
                        .map(ID::matcher)
                        .filter(Matcher::matches)
                        .map(id -> id.group(1))
                        .findFirst()
                        .orElse("");
            }
        }
        return "";
    }
}
