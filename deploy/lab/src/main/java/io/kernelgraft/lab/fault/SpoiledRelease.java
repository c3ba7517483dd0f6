package io.kernelgraft.lab.fault;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes kernel releases with something wrong in them, signed with the COPR's key like any other. */
public record SpoiledRelease(LabHome home) {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    /**
     * @param release one that is well, for example {@code 7.2}
     * @param result a directory that is made or replaced
     * @throws IllegalStateException with the script's last words, if it fails
     */
    public void make(LabFault fault, String release, Path result) {
        List<String> argv = List.of(
                home.scripts().resolve("faults/spoil-release").toString(),
                fault.wireName(),
                home.releases().resolve(release).toString(),
                result.toString());
        Path log = result.resolveSibling("spoil-release.log");
        String assets = home.assets().getParent().toString();
        ChildProcess.start("spoil-release", argv, log, Map.of("KG_LAB_HOME", assets))
                .requireSuccess(DEADLINE);
    }
}
