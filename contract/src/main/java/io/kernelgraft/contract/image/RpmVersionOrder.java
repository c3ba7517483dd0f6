package io.kernelgraft.contract.image;

import java.util.Comparator;

/**
 * The order of version and release strings that rpm itself uses (rpmvercmp): segments of digits and of letters, digits
 * newer than letters, {@code ~} older and {@code ^} newer than the end.
 *
 * @see <a href="https://rpm-software-management.github.io/rpm/manual/dependencies.html">rpm: versioning</a>
 */
public enum RpmVersionOrder implements Comparator<String> {
    INSTANCE;

    @Override
    public int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (true) {
            i = skipSeparators(a, i);
            j = skipSeparators(b, j);
            char x = i < a.length() ? a.charAt(i) : 0;
            char y = j < b.length() ? b.charAt(j) : 0;
            if (x == '~' || y == '~') {
                if (x != y) {
                    return x == '~' ? -1 : 1;
                }
                i++;
                j++;
                continue;
            }
            if (x == '^' || y == '^') {
                if (x == y) {
                    i++;
                    j++;
                    continue;
                }
                if (x == 0) {
                    return -1;
                }
                if (y == 0) {
                    return 1;
                }
                return x == '^' ? -1 : 1;
            }
            if (x == 0 || y == 0) {
                return x == y ? 0 : x == 0 ? -1 : 1;
            }
            boolean digits = isDigit(x);
            if (digits != isDigit(y)) {
                return digits ? 1 : -1;
            }
            int iEnd = segmentEnd(a, i, digits);
            int jEnd = segmentEnd(b, j, digits);
            int order = digits
                    ? compareNumbers(a.substring(i, iEnd), b.substring(j, jEnd))
                    : a.substring(i, iEnd).compareTo(b.substring(j, jEnd));
            if (order != 0) {
                return order < 0 ? -1 : 1;
            }
            i = iEnd;
            j = jEnd;
        }
    }

    private static int skipSeparators(String text, int at) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isDigit(c) || isLetter(c) || c == '~' || c == '^') {
                break;
            }
            at++;
        }
        return at;
    }

    private static int segmentEnd(String text, int at, boolean digits) {
        while (at < text.length() && (digits ? isDigit(text.charAt(at)) : isLetter(text.charAt(at)))) {
            at++;
        }
        return at;
    }

    private static int compareNumbers(String a, String b) {
        String x = a.replaceFirst("^0+", "");
        String y = b.replaceFirst("^0+", "");
        return x.length() != y.length() ? Integer.compare(x.length(), y.length()) : x.compareTo(y);
    }

    // ASCII only, as rpm does: no locale may change the order of two kernels.
    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
