package io.kernelgraft.contract.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** name-[epoch:]version-release.arch of an RPM; ordered by epoch, then rpmvercmp of version and release. */
public record Nevra(String name, int epoch, String version, String release, String arch) implements Comparable<Nevra> {
    private static final Pattern FORM = Pattern.compile(
            "(?<name>[A-Za-z0-9][A-Za-z0-9._+-]{0,199})-((?<epoch>[0-9]{1,9}):)?(?<version>[A-Za-z0-9][A-Za-z0-9._+~^]{0,99})"
                    + "-(?<release>[A-Za-z0-9][A-Za-z0-9._+~^]{0,99})\\.(?<arch>[a-z0-9_]{1,20})");
    private static final Comparator<Nevra> EVR = Comparator.comparingInt(Nevra::epoch)
            .thenComparing(Nevra::version, RpmVersionOrder.INSTANCE)
            .thenComparing(Nevra::release, RpmVersionOrder.INSTANCE);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Nevra parse(String text) {
        Matcher form = FORM.matcher(text == null ? "" : text);
        if (!form.matches()) {
            throw new IllegalArgumentException("a NEVRA is name-[epoch:]version-release.arch, not '" + text + "'");
        }
        String epoch = form.group("epoch");
        return new Nevra(
                form.group("name"),
                epoch == null ? 0 : Integer.parseInt(epoch),
                form.group("version"),
                form.group("release"),
                form.group("arch"));
    }

    /** {@code [epoch:]version-release}: what must be equal between a kernel's core and devel package (failure H9). */
    public String evr() {
        return (epoch == 0 ? "" : epoch + ":") + version + "-" + release;
    }

    @Override
    public int compareTo(Nevra other) {
        return EVR.compare(this, other);
    }

    @Override
    @JsonValue
    public String toString() {
        return name + "-" + evr() + "." + arch;
    }
}
