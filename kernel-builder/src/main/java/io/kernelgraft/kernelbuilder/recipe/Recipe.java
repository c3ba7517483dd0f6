package io.kernelgraft.kernelbuilder.recipe;

import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What was done to an image, as a Containerfile with the commands that make its build context. No service runs it; who
 * builds it by hand gets the same files, which a system test does.
 *
 * <p>Mounts are options of the build and not of each RUN: after a {@code RUN --mount} buildah 1.28 removes what the image
 * itself has at that place.
 */
public final class Recipe {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@%+=:,./_~^-]+");

    private final Instant time;
    private final List<String> context = new ArrayList<>();
    private final SortedMap<String, String> volumes = new TreeMap<>();
    private final StringBuilder steps = new StringBuilder();

    /** @param time what new files of the image get as their time */
    public Recipe(Instant time) {
        this.time = time;
    }

    public void from(ImageReference image) {
        steps.append("FROM ").append(image).append('\n');
    }

    /** Files of an artifact, below {@code directory} in the build context. */
    public void fetched(ImageReference artifact, String directory, Map<String, Descriptor> files) {
        String layout = "artifact-" + artifact.pinned().hex().substring(0, 12);
        context.add("test -d " + layout + " || skopeo copy docker://" + artifact + " dir:" + layout);
        context.add("mkdir -p " + quoted(directory));
        files.forEach((name, file) ->
                context.add("cp " + layout + "/" + file.digest().hex() + " " + quoted(directory + "/" + name)));
    }

    /** Another command, in plain shell, that makes a part of the build context. */
    public void prepared(String command) {
        context.add(command);
    }

    /** Runs see something of the build context there; the image does not change there. */
    public void shown(String inContext, String inside, boolean writable) {
        volumes.put(inside, quoted(inContext) + ":" + quoted(inside) + (writable ? "" : ":ro"));
    }

    public void ran(Map<String, String> environment, List<String> argv) {
        steps.append("RUN ");
        new TreeMap<>(environment)
                .forEach((key, value) ->
                        steps.append(key).append('=').append(quoted(value)).append(' '));
        steps.append(String.join(" ", argv.stream().map(Recipe::quoted).toList()))
                .append('\n');
    }

    /**
     * Something that the service did to the files by itself.
     *
     * @param command what does the same, in plain shell, with nothing in it that came from outside
     */
    public void did(String what, String command) {
        steps.append("# ").append(what).append("\nRUN ").append(command).append('\n');
    }

    public void remark(String text) {
        steps.append("# ").append(text).append('\n');
    }

    /** A tar archive of the build context, unpacked over the root. */
    public void added(String tar) {
        steps.append("ADD ").append(tar).append(" /\n");
    }

    public void label(Map<String, String> labels) {
        labels.forEach((key, value) -> steps.append("LABEL ")
                .append(key)
                .append('=')
                .append(labelled(value))
                .append('\n'));
    }

    public static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** In a LABEL the builder itself reads the quotes, and expands variables. */
    private static String labelled(String value) {
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("$", "\\$")
                        .replace("\n", " ")
                + '"';
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("# The build context, made in an empty directory:\n#\n");
        context.forEach(command -> text.append("#   ").append(command).append('\n'));
        text.append("#\n# Then, there and as root:\n#\n#   buildah build -f <this file> --timestamp ")
                .append(time.getEpochSecond());
        volumes.values()
                .forEach(volume -> text.append(" \\\n#     --volume \"$PWD\"/").append(volume));
        return text.append(" \\\n#     .\n\n").append(steps).toString();
    }
}
