package io.kernelgraft.lab.host;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a machine must have for the lab, and for the tests that need one. */
public final class Requirements {
    /** Programs that the lab or a service calls; {@code make demo} installs them. */
    private static final List<String> PROGRAMS = List.of(
            "buildah",
            "skopeo",
            "createrepo_c",
            "dnf",
            "rpm",
            "mmdebstrap",
            "qemu-system-x86_64",
            "swtpm",
            "mcopy",
            "mkfs.ext4",
            "sfdisk",
            "ostree",
            "setpriv",
            "setsid");

    private static final long DISK_GIB = 10;
    private static final long MEMORY_GIB = 6;

    private final LabHome home;
    private final LabPorts ports;

    public Requirements(LabHome home, LabPorts ports) {
        this.home = home;
        this.ports = ports;
    }

    public List<Requirement> check() {
        List<Requirement> all = new ArrayList<>(needed());
        List<Integer> taken = ports.taken();
        all.add(new Requirement(
                "ports",
                taken.isEmpty(),
                taken.isEmpty()
                        ? ports.base() + " and up are free"
                        : taken + " in use; set KG_PORTS, or make lab-down"));
        return all;
    }

    /** Why system tests can't run here; empty if they can. */
    public static Optional<String> missing(LabHome home) {
        List<String> unmet = new Requirements(home, LabPorts.find())
                .needed().stream()
                        .filter(requirement -> !requirement.met())
                        .map(requirement -> requirement.name() + ": " + requirement.detail())
                        .toList();
        return unmet.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", unmet));
    }

    private List<Requirement> needed() {
        List<Requirement> needed = new ArrayList<>();
        String user = Command.run("id", "-u").output();
        needed.add(new Requirement("root", user.equals("0"), user.equals("0") ? "yes" : "run as root or with sudo"));
        for (String program : PROGRAMS) {
            Optional<Path> found = onPath(program);
            needed.add(new Requirement(
                    program,
                    found.isPresent(),
                    found.map(Path::toString).orElse("missing; deploy/lab/host/install installs it")));
        }
        needed.add(atLeast("disk", DISK_GIB, home.root().toFile().getUsableSpace() >> 30));
        needed.add(atLeast("memory", MEMORY_GIB, memoryGiB()));
        return needed;
    }

    private static Requirement atLeast(String name, long wanted, long found) {
        return new Requirement(name, found >= wanted, found + " GiB, at least " + wanted + " GiB wanted");
    }

    private static Optional<Path> onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        return Stream.of(path.split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static long memoryGiB() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 20)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
