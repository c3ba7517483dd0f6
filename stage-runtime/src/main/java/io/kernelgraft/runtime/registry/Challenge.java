package io.kernelgraft.runtime.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a 401 asks for.
 *
 * @param scheme {@code bearer} or {@code basic}
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">Registry token authentication</a>
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final Pattern FORM = Pattern.compile("(?i)(bearer|basic)\\b\\s*(?<parameters>.*)");
    private static final Pattern PARAMETER = Pattern.compile("([a-zA-Z]+)=(?:\"([^\"]*)\"|([^\\s,]+))");

    /** The first challenge that we can answer. */
    static Optional<Challenge> of(List<String> headers) {
        for (String header : headers) {
            Matcher form = FORM.matcher(header.strip());
            if (form.matches()) {
                Map<String, String> parameters = new LinkedHashMap<>();
                Matcher parameter = PARAMETER.matcher(form.group("parameters"));
                while (parameter.find()) {
                    parameters.put(
                            parameter.group(1).toLowerCase(Locale.ROOT),
                            parameter.group(2) != null ? parameter.group(2) : parameter.group(3));
                }
                return Optional.of(new Challenge(form.group(1).toLowerCase(Locale.ROOT), parameters));
            }
        }
        return Optional.empty();
    }

    boolean bearer() {
        return scheme.equals("bearer");
    }
}
