package io.kernelgraft.kernelbuilder.packages;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Installed packages.
 *
 * @param names NEVRA to name, as rpm gives them
 */
public record PackageSet(SortedMap<String, String> names) {
    private static final String UNREADABLE = "PACKAGE_DATABASE_UNREADABLE";

    /** What {@link #parse} expects: {@code rpm -qa --queryformat <this>}. */
    static final String QUERY_FORMAT = "%{NAME}\\t%{NEVRA}\\n";

    /** What to run inside of an image to learn its packages. */
    public static ToolCall question(Duration deadline) {
        return ToolCall.of("rpm-packages", deadline, "rpm", "-qa", "--queryformat", QUERY_FORMAT);
    }

    /** @throws StageFailure REJECTED {@code PACKAGE_DATABASE_UNREADABLE} */
    public static PackageSet answered(ToolResult result) {
        String output = result.orFail(FailureKind.REJECTED, UNREADABLE).stdout();
        if (output.isBlank()) {
            // An image without a single package is none; rpm makes an empty database where it finds none.
            throw new StageFailure(
                    FailureKind.REJECTED,
                    UNREADABLE,
                    "rpm -qa lists no package: " + String.join(" | ", result.lastLines(5)));
        }
        return parse(output);
    }

    static PackageSet parse(String output) {
        SortedMap<String, String> names = new TreeMap<>();
        for (String line : output.lines().toList()) {
            String[] fields = line.split("\t");
            if (fields.length != 2) {
                throw new IllegalArgumentException("a package is name, tab, NEVRA, not '" + line + "'");
            }
            names.put(normal(fields[1]), fields[0]);
        }
        return new PackageSet(names);
    }

    /** rpm writes an epoch of 0 when the package states it, and leaves it out otherwise: it is the same. */
    private static String normal(String nevra) {
        try {
            return Nevra.parse(nevra).toString();
        } catch (IllegalArgumentException e) {
            // gpg-pubkey has no architecture, and there may be stranger ones. They only have to stay what they are.
            return nevra;
        }
    }

    /** Of these names the installed ones, each once. */
    public List<String> installed(Collection<String> wanted) {
        return wanted.stream().filter(names::containsValue).distinct().toList();
    }

    /** NEVRAs of all packages with one of these names. */
    public SortedSet<String> nevras(Collection<String> wanted) {
        SortedSet<String> nevras = new TreeSet<>(names.keySet());
        nevras.removeIf(nevra -> !wanted.contains(names.get(nevra)));
        return nevras;
    }

    /** One NEVRA per line. */
    public String text() {
        return String.join("\n", names.keySet()) + "\n";
    }
}
