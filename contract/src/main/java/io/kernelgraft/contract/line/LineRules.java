package io.kernelgraft.contract.line;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What fields of a line file must be to each other, which a JSON Schema can't say. */
final class LineRules {
    private LineRules() {}

    static List<Problem> broken(LineFile line, YamlTree tree) {
        List<Problem> problems = new ArrayList<>();
        if (line.initramfs().minMiB() > line.initramfs().maxMiB()) {
            problems.add(problem(
                    tree,
                    "/initramfs/minMiB",
                    "expected at most maxMiB (%d), found %d"
                            .formatted(
                                    line.initramfs().maxMiB(), line.initramfs().minMiB())));
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < line.kmods().modules().size(); i++) {
            String name = line.kmods().modules().get(i).name();
            if (!names.add(name)) {
                problems.add(problem(
                        tree, "/kmods/modules/" + i + "/name", "expected each kmod once, found '" + name + "' again"));
            }
        }
        for (int i = 0; i < line.kmods().modules().size(); i++) {
            LineFile.Kmod kmod = line.kmods().modules().get(i);
            if ((kmod.akmod() == null) == (kmod.source() == null)) {
                String found = kmod.akmod() == null ? "neither" : "both";
                problems.add(problem(tree, "/kmods/modules/" + i, "expected either akmod or source, found " + found));
            }
        }
        if (!line.kmods().modules().isEmpty() && line.kernel().devel().isEmpty()) {
            problems.add(
                    problem(tree, "/kernel/devel", "expected the packages to build the kmods against, found none"));
        }
        LineFile.PinnedKey previous = line.signing().previous();
        if (previous != null && previous.key().equals(line.signing().key())) {
            problems.add(
                    problem(tree, "/signing/previous/key", "expected another key than signing.key, found it again"));
        }
        if (previous != null
                && previous.certificate()
                        .strip()
                        .equals(line.signing().certificate().strip())) {
            problems.add(problem(
                    tree,
                    "/signing/previous/certificate",
                    "expected another certificate than signing.certificate, found it again"));
        }
        return problems;
    }

    private static Problem problem(YamlTree tree, String pointer, String text) {
        JsonPointer at = JsonPointer.compile(pointer);
        return Problem.at(tree.ofValue(at), at, text);
    }
}
