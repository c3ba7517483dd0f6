package io.kernelgraft.lab.supervisor;

import io.kernelgraft.lab.home.LabHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A small process in a session of its own that waits for its lab's owner to end and then sweeps; so even a lab that was
 * killed with SIGKILL leaves no QEMU and no mount behind.
 */
final class Reaper implements AutoCloseable {
    /** The owner's pid, then the command to run; both come as arguments, never as text of the script. */
    private static final String SCRIPT = "owner=$1; shift; tail --pid=\"$owner\" -f /dev/null; exec \"$@\"";

    private final Process process;

    private Reaper(Process process) {
        this.process = process;
    }

    static Reaper watch(LabHome home) {
        String owner = Long.toString(ProcessHandle.current().pid());
        List<String> before = List.of("setsid", "sh", "-c", SCRIPT, "kernelgraft-reaper", owner);
        List<String> argv = LabCommand.argv(home, before, "sweep");
        ProcessBuilder builder = new ProcessBuilder(argv);
        builder.environment().put("KG_LAB_HOME", home.directory().toString());
        builder.environment().remove(LabHome.MARKER);
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectErrorStream(true)
                .redirectOutput(home.logs().resolve("reaper.log").toFile());
        try {
            return new Reaper(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the reaper", e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
