package io.kernelgraft.contract.schema;

import java.util.List;

/**
 * One place where data is not what its schema says.
 *
 * @param pointer JSON pointer of the value that is wrong; of the field itself if it is missing or unknown
 * @param kind what a reader can do with the pointer: a MISSING field has no place of its own, only its parent has
 * @param expected in words, from the schema's own description
 * @param found what is there, shortened, one line
 * @param known for an UNKNOWN field the names that its object has; empty otherwise
 */
public record Violation(String pointer, Kind kind, String expected, String found, List<String> known) {
    public enum Kind {
        WRONG_VALUE,
        MISSING,
        UNKNOWN
    }

    /** {@code expected …, found …}. */
    public String text() {
        return "expected " + expected + ", found " + found;
    }
}
