package io.kernelgraft.contract.line;

import com.fasterxml.jackson.core.JsonPointer;

/** One thing that is wrong in a line file. */
record Problem(Position position, String field, String text) {
    static Problem at(Position position, JsonPointer pointer, String text) {
        return new Problem(position, field(pointer), text);
    }

    /** As people write it: {@code kmods.modules[0].name}; the file itself has the name {@code (file)}. */
    private static String field(JsonPointer pointer) {
        StringBuilder field = new StringBuilder();
        for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
            if (at.mayMatchElement()) {
                field.append('[').append(at.getMatchingIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".")
                        .append(at.getMatchingProperty().replaceAll("\\p{Cntrl}", "?"));
            }
        }
        return field.isEmpty() ? "(file)" : field.toString();
    }

    String in(String file) {
        return file + ":" + position + ": " + field + ": " + text;
    }
}
