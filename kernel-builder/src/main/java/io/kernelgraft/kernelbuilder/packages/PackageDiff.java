package io.kernelgraft.kernelbuilder.packages;

import io.kernelgraft.contract.image.Nevra;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of the packages between two images.
 *
 * @param added NEVRAs
 * @param removed NEVRAs
 * @param changed packages that are there once before and once after, with the same name and architecture
 */
public record PackageDiff(List<String> added, List<String> removed, List<Change> changed) {
    /** @param from NEVRA before; @param to NEVRA after */
    public record Change(String from, String to) {}

    public static PackageDiff of(PackageSet before, PackageSet after) {
        SortedSet<String> gone = new TreeSet<>(before.names().keySet());
        gone.removeAll(after.names().keySet());
        SortedSet<String> come = new TreeSet<>(after.names().keySet());
        come.removeAll(before.names().keySet());
        SortedMap<String, List<String>> from = byNameAndArch(gone, before);
        SortedMap<String, List<String>> to = byNameAndArch(come, after);
        List<Change> changed = new ArrayList<>();
        from.forEach((key, old) -> {
            List<String> now = to.getOrDefault(key, List.of());
            if (old.size() == 1 && now.size() == 1) {
                changed.add(new Change(old.getFirst(), now.getFirst()));
                gone.removeAll(old);
                come.removeAll(now);
            }
        });
        return new PackageDiff(List.copyOf(come), List.copyOf(gone), Collections.unmodifiableList(changed));
    }

    private static SortedMap<String, List<String>> byNameAndArch(SortedSet<String> nevras, PackageSet set) {
        SortedMap<String, List<String>> packages = new TreeMap<>();
        for (String nevra : nevras) {
            packages.computeIfAbsent(set.names().get(nevra) + " " + arch(nevra), key -> new ArrayList<>())
                    .add(nevra);
        }
        return packages;
    }

    private static String arch(String nevra) {
        try {
            return Nevra.parse(nevra).arch();
        } catch (IllegalArgumentException e) {
            // gpg-pubkey has no architecture, and there may be stranger ones.
            return "";
        }
    }

    /** One line a package: {@code + added}, {@code - removed}, {@code ~ from -> to}; says so if there is no difference. */
    public String text() {
        StringBuilder text = new StringBuilder();
        removed.forEach(each -> text.append("- ").append(each).append('\n'));
        added.forEach(each -> text.append("+ ").append(each).append('\n'));
        changed.forEach(each -> text.append("~ ")
                .append(each.from())
                .append(" -> ")
                .append(each.to())
                .append('\n'));
        return text.isEmpty() ? "no difference\n" : text.toString();
    }
}
