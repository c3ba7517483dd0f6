package io.kernelgraft.kernelbuilder.image;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What was done to the image, as a Containerfile would say it; for people, nothing runs it. */
public final class Recipe {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@%+=:,./_~^-]+");

    private final StringBuilder text = new StringBuilder();

    public void from(String image) {
        line("FROM", image);
    }

    public void ran(Map<String, String> environment, List<String> argv) {
        StringBuilder command = new StringBuilder();
        environment.forEach((key, value) ->
                command.append(key).append('=').append(quoted(value)).append(' '));
        argv.forEach(argument -> command.append(quoted(argument)).append(' '));
        line("RUN", command.toString().strip());
    }

    /** Something that the service did to the files by itself. */
    public void did(String what) {
        line("#", what);
    }

    public void label(Map<String, String> labels) {
        labels.forEach((key, value) -> line("LABEL", key + "=" + quoted(value)));
    }

    private void line(String instruction, String rest) {
        text.append(instruction).append(' ').append(rest).append('\n');
    }

    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
