package io.kernelgraft.kernelbuilder.packages;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.runtime.stage.StageFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which packages a stage takes out and puts in; anything else that changes is a mistake (failure H10). */
public record PackagePlan(SortedSet<String> removed, SortedSet<String> added) {
    public static PackagePlan of(SortedSet<String> removed, Collection<Nevra> added) {
        SortedSet<String> in = new TreeSet<>();
        added.forEach(nevra -> in.add(nevra.toString()));
        return new PackagePlan(removed, in);
    }

    /** @throws StageFailure REJECTED {@code UNPLANNED_PACKAGE_CHANGE}, naming every package that is not as planned */
    public void check(PackageSet before, PackageSet after) {
        SortedSet<String> expected = new TreeSet<>(before.names().keySet());
        expected.removeAll(removed);
        expected.addAll(added);
        SortedSet<String> found = new TreeSet<>(after.names().keySet());
        List<String> differences = new ArrayList<>();
        describe("missing", minus(expected, found), differences);
        describe("not planned", minus(found, expected), differences);
        if (!differences.isEmpty()) {
            throw new StageFailure(
                    FailureKind.REJECTED,
                    "UNPLANNED_PACKAGE_CHANGE",
                    "the packages are not the planned ones: " + String.join("; ", differences));
        }
    }

    private static SortedSet<String> minus(SortedSet<String> from, SortedSet<String> what) {
        SortedSet<String> rest = new TreeSet<>(from);
        rest.removeAll(what);
        return rest;
    }

    private static void describe(String how, SortedSet<String> packages, List<String> differences) {
        if (!packages.isEmpty()) {
            differences.add(how + ": " + String.join(", ", packages));
        }
    }
}
