package io.kernelgraft.kernelbuilder.packages;

import io.kernelgraft.contract.image.Nevra;
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
    /** What {@link #parse} expects: {@code rpm -qa --queryformat <this>}. */
    static final String QUERY_FORMAT = "%{NAME}\\t%{NEVRA}\\n";

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
