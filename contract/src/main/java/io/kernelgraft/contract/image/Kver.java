package io.kernelgraft.contract.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The name of the directory under {@code /usr/lib/modules}. Opaque: it is compared for equality and never taken apart
 * (failure F52); order comes from the package's {@link Nevra}.
 */
public record Kver(@JsonValue String value) {
    static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,127}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Kver {
        if (value == null || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a kver is letters, digits and ._+~- (at most 128), beginning with a letter or digit, not '" + value
                            + "'");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
