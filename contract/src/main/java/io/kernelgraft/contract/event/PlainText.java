package io.kernelgraft.contract.event;

/**
 * Makes text from outside fit the contract. What a tool or an upstream said must never be the reason that an event
 * can't be sent, so it is cleaned and cut, not refused.
 */
final class PlainText {
    private static final int LINE = 500;
    private static final int TEXT = 4000;

    private PlainText() {}

    /** One line without control characters, at most 500 characters. */
    static String line(String text) {
        return cut(text, "\\p{Cntrl}+", LINE);
    }

    /** Without control characters but tab and line feed, at most 4000 characters. */
    static String text(String text) {
        return cut(text, "[\\p{Cntrl}&&[^\\t\\n]]+", TEXT);
    }

    /** Counts code points, as JSON Schema does, so that no surrogate pair is cut in two. An exception's message may be null. */
    private static String cut(String raw, String refused, int length) {
        String text = raw == null ? "" : raw.replaceAll(refused, " ");
        if (text.codePointCount(0, text.length()) <= length) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
    }
}
