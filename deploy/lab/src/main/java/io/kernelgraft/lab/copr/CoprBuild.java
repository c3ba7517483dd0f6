package io.kernelgraft.lab.copr;

import io.kernelgraft.contract.image.Nevra;
import java.util.List;
import java.util.Locale;

/**
 * One build of one package.
 *
 * @param project owner and name of the project it belongs to
 * @param version version and release as COPR writes them, for example {@code 7.2.12-cachyos1.fc44}
 * @param started epoch seconds, as in the API
 * @param ended epoch seconds; null while it runs
 */
public record CoprBuild(
        long id,
        String project,
        String packageName,
        String version,
        State state,
        long started,
        Long ended,
        List<Rpm> packages) {
    /** Those of COPR's states that this one goes through. */
    public enum State {
        RUNNING,
        SUCCEEDED,
        FAILED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What {@code built-packages} says of one RPM. */
    public record Rpm(String name, int epoch, String version, String release, String arch) {
        static Rpm ofFile(String file) {
            Nevra nevra = Nevra.parse(file.substring(0, file.length() - ".rpm".length()));
            return new Rpm(nevra.name(), nevra.epoch(), nevra.version(), nevra.release(), nevra.arch());
        }
    }

    CoprBuild ended(State state, long at, List<Rpm> packages) {
        return new CoprBuild(id, project, packageName, version, state, started, at, packages);
    }

    /** The directory in the chroot's results: eight digits and the package's name. */
    String directory() {
        return "%08d-%s".formatted(id, packageName);
    }
}
