package io.kernelgraft.watcher.release;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.runtime.repository.ListedRpm;
import io.kernelgraft.runtime.repository.Repodata;
import io.kernelgraft.runtime.repository.RpmFetch;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.rpm.RpmSignature;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.watcher.copr.CoprBuild;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Brings a build's RPMs here, each exactly the one that was built, listed and signed. */
@ApplicationScoped
public class ReleaseFetch {
    private final Repodata repodata;
    private final RpmFetch fetch;

    public ReleaseFetch(Repodata repodata, RpmFetch fetch) {
        this.repodata = repodata;
        this.fetch = fetch;
    }

    /** An RPM here and as its repository lists it. */
    public record Fetched(RpmFile rpm, ListedRpm listed) {}

    /**
     * @return in the order of the source's package names
     * @throws StageFailure UPSTREAM {@code PACKAGE_MISSING} (failure F56); TRANSIENT {@code REPODATA_LAG} (failure F48); and what
     *     fetching and {@link RpmSignature} say
     */
    public List<Fetched> fetch(Source source, CoprBuild build, Path workspace) {
        List<Nevra> wanted = source.packages().stream()
                .map(name -> built(source, build, name))
                .toList();
        List<ListedRpm> listed = repodata.find(build.repository(), new HashSet<>(wanted), workspace);
        List<ListedRpm> ours =
                wanted.stream().map(nevra -> listed(build, listed, nevra)).toList();
        List<Fetched> fetched = new ArrayList<>();
        for (ListedRpm one : ours) {
            Path file = fetch.fetch(build.repository(), one, workspace);
            RpmFile rpm = RpmSignature.verify(file, source.openpgpKey());
            if (!rpm.nevra().equals(one.nevra())) {
                throw new StageFailure(
                        FailureKind.UPSTREAM,
                        "RPM_MISNAMED",
                        one.href() + " is " + rpm.nevra() + ", expected " + one.nevra());
            }
            fetched.add(new Fetched(rpm, one));
        }
        return fetched;
    }

    private static Nevra built(Source source, CoprBuild build, String name) {
        Set<String> arches = Set.of(source.arch(), "noarch");
        return build.packages().stream()
                .filter(nevra -> nevra.name().equals(name) && arches.contains(nevra.arch()))
                .findFirst()
                .orElseThrow(() -> new StageFailure(
                        FailureKind.UPSTREAM,
                        "PACKAGE_MISSING",
                        "build " + build.id() + " has no " + name + " for " + source.arch() + ", it has "
                                + build.packages()));
    }

    /** The same NEVRA may have been built twice; only the one in this build's directory is this build's. */
    private static ListedRpm listed(CoprBuild build, List<ListedRpm> listed, Nevra nevra) {
        return listed.stream()
                .filter(one -> one.nevra().equals(nevra) && one.href().startsWith(build.directory() + "/"))
                .findFirst()
                .orElseThrow(() -> new StageFailure(
                        FailureKind.TRANSIENT,
                        "REPODATA_LAG",
                        "build " + build.id() + " succeeded, but " + nevra + " is not yet in " + build.repository()
                                + "repodata"));
    }
}
