package io.kernelgraft.lab.service;

import io.kernelgraft.lab.process.ChildProcess;
import io.kernelgraft.lab.process.Readiness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One service that runs. */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);

    private final LabService service;
    private final ChildProcess process;
    private final int port;
    private final long startedAt = System.nanoTime();

    ServiceProcess(LabService service, ChildProcess process, int port) {
        this.service = service;
        this.process = process;
        this.port = port;
    }

    /**
     * Waits until the service says that it is ready.
     *
     * @return how long that took since its start
     * @throws IllegalStateException with the end of its log, if it ended or does not get ready
     */
    public Duration awaitReady(HttpClient client) {
        HttpRequest question = HttpRequest.newBuilder(URI.create(address() + "/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        Readiness.await(
                process,
                START,
                () -> client.send(question, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    public LabService service() {
        return service;
    }

    public ChildProcess process() {
        return process;
    }

    public String address() {
        return "http://127.0.0.1:" + port;
    }

    /** Resident memory now, in MiB. */
    public long residentMiB() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow(() -> new IOException(service.id() + " has ended"));
    }

    @Override
    public void close() {
        process.close();
    }
}
