package io.kernelgraft.console.http;

import jakarta.ws.rs.BadRequestException;
import java.util.regex.Pattern;

/** The values that a request may carry, each with its form; whatever else comes is refused before it is used. */
public enum RequestValue {
    REBUILD("rb-[0-9a-f]{16}", "a rebuild's id is 'rb-' and 16 hex digits"),
    LINE("[a-z0-9][a-z0-9-]{0,62}", "a line's name is lower-case letters, digits and '-' (at most 63)"),
    POSITION("[1-9][0-9]{0,17}", "a position is a number from 1"),
    LIMIT("[1-9][0-9]?|100", "limit is a number from 1 to 100");

    private final Pattern form;
    private final String expected;

    RequestValue(String form, String expected) {
        this.form = Pattern.compile(form);
        this.expected = expected;
    }

    /** @throws BadRequestException saying what was expected */
    public String required(String text) {
        if (text == null || !form.matcher(text).matches()) {
            throw new BadRequestException(expected);
        }
        return text;
    }

    /** Null stays null. */
    public String optional(String text) {
        return text == null ? null : required(text);
    }
}
