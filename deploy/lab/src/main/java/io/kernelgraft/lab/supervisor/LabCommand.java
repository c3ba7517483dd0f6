package io.kernelgraft.lab.supervisor;

import io.kernelgraft.lab.home.LabHome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that runs one of the lab's own commands in another JVM. */
final class LabCommand {
    private LabCommand() {}

    static List<String> argv(LabHome home, List<String> before, String command) {
        List<String> argv = new ArrayList<>(before);
        argv.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dkernelgraft.root=" + home.root(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.kernelgraft.lab.Lab",
                command));
        return argv;
    }
}
