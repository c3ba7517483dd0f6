package io.kernelgraft.lab.fault;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes kmod repositories with something wrong in them; what is new in one is signed with the repository's own key. */
public record SpoiledRepository(LabHome home) {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    /**
     * @param result a directory that is made or replaced; may be served meanwhile
     * @throws IllegalStateException with the script's last words, if it fails
     */
    public void make(LabFault fault, Path result) {
        List<String> argv = List.of(
                home.scripts().resolve("faults/spoil-repository").toString(),
                fault.wireName(),
                home.assets().resolve("fusion").toString(),
                result.toString());
        Path log = result.resolveSibling("spoil-repository.log");
        String assets = home.assets().getParent().toString();
        ChildProcess.start("spoil-repository", argv, log, Map.of("KG_LAB_HOME", assets))
                .requireSuccess(DEADLINE);
    }
}
