package io.kernelgraft.contract.line;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
final class NearestName {
    private NearestName() {}

    /** The one among {@code names} with the fewest changed letters, if that is at most a third of them. */
    static Optional<String> to(String typed, Collection<String> names) {
        Optional<String> nearest = names.stream().min(Comparator.comparingInt(name -> distance(typed, name)));
        return nearest.filter(name -> distance(typed, name) <= Math.max(1, name.length() / 3));
    }

    /** Levenshtein's distance, upper and lower case being the same. */
    private static int distance(String one, String two) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = two.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
