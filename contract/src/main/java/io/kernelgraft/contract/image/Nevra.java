package io.kernelgraft.contract.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * name-[epoch:]version-release.arch of an RPM; ordered by epoch, then rpmvercmp of version and release. The order is not
 * consistent with equals: the name and the architecture do not count, and {@code 1.0} and {@code 1.00} are one version.
 */
public record Nevra(String name, int epoch, String version, String release, String arch) implements Comparable<Nevra> {
    /** The whole form, in the subset of regular expressions that JSON Schema shares. */
    static final Pattern FORM = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._+-]{0,199})"
            + "-(?:([0-9]{1,9}):)?([A-Za-z0-9][A-Za-z0-9._+~^]{0,99})"
            + "-([A-Za-z0-9][A-Za-z0-9._+~^]{0,99})\\.([a-z0-9_]{1,20})");

    private static final Comparator<Nevra> EVR = Comparator.comparingInt(Nevra::epoch)
            .thenComparing(Nevra::version, RpmVersionOrder.INSTANCE)
            .thenComparing(Nevra::release, RpmVersionOrder.INSTANCE);

    /** @throws IllegalArgumentException if a part is not what rpm allows there */
    public Nevra {
        String text = text(name, epoch, version, release, arch);
        Matcher form = form(text);
        // Equal parts, not just a matching whole: a '-' in a version would read back as another name.
        if (!form.group(1).equals(name) || !form.group(4).equals(release)) {
            throw refused(text);
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Nevra parse(String text) {
        Matcher form = form(text);
        String epoch = form.group(2);
        return new Nevra(
                form.group(1),
                epoch == null ? 0 : Integer.parseInt(epoch),
                form.group(3),
                form.group(4),
                form.group(5));
    }

    private static Matcher form(String text) {
        Matcher form = FORM.matcher(text == null ? "" : text);
        if (!form.matches()) {
            throw refused(text);
        }
        return form;
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("a NEVRA is name-[epoch:]version-release.arch, not '" + text + "'");
    }

    /** {@code [epoch:]version-release}: what must be equal between a kernel's core and devel package (failure H9). */
    public String evr() {
        return evr(epoch, version, release);
    }

    @Override
    public int compareTo(Nevra other) {
        return EVR.compare(this, other);
    }

    @Override
    @JsonValue
    public String toString() {
        return text(name, epoch, version, release, arch);
    }

    private static String evr(int epoch, String version, String release) {
        return (epoch == 0 ? "" : epoch + ":") + version + "-" + release;
    }

    private static String text(String name, int epoch, String version, String release, String arch) {
        return name + "-" + evr(epoch, version, release) + "." + arch;
    }
}
