package io.kernelgraft.kernelbuilder.recipe;

import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What was done to an image, as a Containerfile with the commands that fetch its build context. No service runs it; who
 * builds it by hand gets the same files (docs/decisions.md says which few differ, and a system test does it).
 */
public final class Recipe {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@%+=:,./_~^-]+");
    private static final String CONTINUED = " \\\n    ";

    private final List<String> context = new ArrayList<>();
    private final SortedMap<String, String> mounts = new TreeMap<>();
    private final StringBuilder steps = new StringBuilder();

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

    /** From here on runs see an empty directory there; the image does not change there. */
    public void hidden(String inside) {
        // buildah 1.28 removes the whole image after a RUN with a mount at /tmp.
        if (inside.equals("/tmp")) {
            return;
        }
        mounts.put(inside, "type=tmpfs,target=" + inside);
    }

    /** From here on runs see something of the build context there; the image does not change there. */
    public void shown(String inContext, String inside) {
        mounts.put(inside, "type=bind,source=" + inContext + ",target=" + inside);
    }

    public void ran(Map<String, String> environment, List<String> argv) {
        StringBuilder run = new StringBuilder("RUN ");
        // Sorted by place: what is shown below a hidden directory must be mounted after it.
        mounts.values().forEach(mount -> run.append("--mount=").append(mount).append(CONTINUED));
        if (mounts.containsKey("/run")) {
            run.append("touch /run/ostree-booted &&").append(CONTINUED);
        }
        new TreeMap<>(environment)
                .forEach((key, value) ->
                        run.append(key).append('=').append(quoted(value)).append(' '));
        run.append(String.join(" ", argv.stream().map(Recipe::quoted).toList()));
        steps.append(run).append('\n');
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
        return text.append("#\n# Then, as root: buildah build -f <this file> .\n\n")
                .append(steps)
                .toString();
    }
}
