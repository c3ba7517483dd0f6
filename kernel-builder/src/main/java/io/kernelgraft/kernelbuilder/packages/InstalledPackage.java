package io.kernelgraft.kernelbuilder.packages;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One package of an image's rpm database, as its header describes it. Text that a package leaves out is empty.
 *
 * @param epoch 0 if it has none
 * @param arch empty for {@code gpg-pubkey}, which is no software
 * @param sourceRpm file name of the source package, for example {@code mokutil-0.7.2-1.fc44.src.rpm}
 * @param headerSha256 sha256 (hex) of the header, which covers the digests of all files
 */
public record InstalledPackage(
        String name,
        int epoch,
        String version,
        String release,
        String arch,
        String license,
        String vendor,
        String sourceRpm,
        String headerSha256) {
    /** What {@link #parse} expects: {@code rpm -qa --queryformat <this>}. */
    public static final String QUERY_FORMAT = "%{NAME}\\t%{EPOCHNUM}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\t"
            + "%{LICENSE}\\t%{VENDOR}\\t%{SOURCERPM}\\t%{SHA256HEADER}\\n";

    private static final int FIELDS = 9;
    private static final String NOTHING = "(none)";
    private static final Comparator<InstalledPackage> ORDER = Comparator.comparing(InstalledPackage::name)
            .thenComparing(InstalledPackage::evr)
            .thenComparing(InstalledPackage::arch);

    /**
     * @param output of rpm, in any order
     * @return sorted by name, version and architecture
     * @throws IllegalArgumentException naming the line that is none of this form
     */
    public static List<InstalledPackage> parse(String output) {
        List<InstalledPackage> packages = new ArrayList<>();
        for (String line : output.lines().toList()) {
            packages.add(parseLine(line));
        }
        packages.sort(ORDER);
        return List.copyOf(packages);
    }

    private static InstalledPackage parseLine(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS || fields[0].isEmpty() || !fields[1].matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("expected " + FIELDS
                    + " fields of rpm's header between tabs, the second a number, found '" + line + "'");
        }
        for (int i = 0; i < FIELDS; i++) {
            fields[i] = fields[i].equals(NOTHING) ? "" : fields[i];
        }
        return new InstalledPackage(
                fields[0],
                Integer.parseInt(fields[1]),
                fields[2],
                fields[3],
                fields[4],
                fields[5],
                fields[6],
                fields[7],
                fields[8]);
    }

    /** {@code [epoch:]version-release}. */
    public String evr() {
        return (epoch == 0 ? "" : epoch + ":") + version + "-" + release;
    }
}
