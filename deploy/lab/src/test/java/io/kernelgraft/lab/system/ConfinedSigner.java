package io.kernelgraft.lab.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.process.Command;
import io.kernelgraft.lab.service.LabService;
import io.kernelgraft.lab.service.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lab's running signer, seen from outside by root. */
record ConfinedSigner(LabHome home, ServiceProcess signer) {
    static ConfinedSigner of(LabUnderTest lab) {
        return new ConfinedSigner(lab.lab().home(), lab.lab().service(LabService.SIGNER));
    }

    void assertConfined() throws IOException {
        long pid = signer.process().pid();
        Path proc = Path.of("/proc", Long.toString(pid));
        assertThat(ProcessHandle.of(pid).orElseThrow().descendants())
                .as("one process")
                .isEmpty();
        try (Stream<Path> threads = Files.list(proc.resolve("task"))) {
            assertThat(threads.map(ConfinedSigner::status))
                    .as("every thread")
                    .isNotEmpty()
                    .allMatch(status ->
                            status.containsAll(List.of("NoNewPrivs:\t1", "Seccomp:\t2", "CapEff:\t0000000000000000")));
        }
        assertThat(Files.readString(proc.resolve("limits"))).containsPattern("Max core file size +0 +0 +bytes");
        assertThat(Files.readString(proc.resolve("cmdline")).split("\0"))
                .contains("-XX:+DisableAttachMechanism", "-XX:-HeapDumpOnOutOfMemoryError")
                .contains("-XX:-CreateCoredumpOnCrash", "-XX:+SuppressFatalErrorMessage");
        // Not dumpable: what its own user could read is root's.
        assertThat(Files.getOwner(proc.resolve("mem")).getName()).isEqualTo("root");
        String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        assertThat(Command.run(jcmd, Long.toString(pid), "VM.version").exitCode())
                .isNotZero();
        assertThat(listening(proc)).containsExactly(Integer.toString(port()));
        for (String path : List.of("/", "/q/health-ui", "/q/dev-ui", "/q/openapi")) {
            assertThat(status(path)).as(path).isEqualTo(404);
        }
        for (String directory : List.of("home", "keys")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(home.signer().resolve(directory))))
                    .isEqualTo("rwx------");
        }
    }

    private int status(String path) throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(signer.address() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private int port() {
        return Integer.parseInt(signer.address().replaceAll(".*:", ""));
    }

    private static List<String> status(Path thread) {
        try {
            return Files.readAllLines(thread.resolve("status"));
        } catch (IOException ended) {
            // A thread that has just ended needs no filter any more; its siblings are asked as well.
            return List.of("NoNewPrivs:\t1", "Seccomp:\t2", "CapEff:\t0000000000000000");
        }
    }

    /** The TCP ports that this process, and no other of the machine, listens on. */
    private static Set<String> listening(Path proc) throws IOException {
        Set<String> sockets;
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            sockets = open.map(ConfinedSigner::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.replaceAll("[^0-9]", ""))
                    .collect(Collectors.toSet());
        }
        Set<String> ports = new java.util.TreeSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : Files.readAllLines(proc.resolve(table))) {
                String[] column = line.strip().split("\\s+");
                if (column[3].equals("0A") && sockets.contains(column[9])) {
                    ports.add(Integer.toString(Integer.parseInt(column[1].replaceAll(".*:", ""), 16)));
                }
            }
        }
        return ports;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "";
        }
    }
}
