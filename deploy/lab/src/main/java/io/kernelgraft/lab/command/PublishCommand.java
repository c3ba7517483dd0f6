package io.kernelgraft.lab.command;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Publishes a kernel in the running lab's COPR. */
@Command(name = "publish", description = "Publishes a kernel in the running lab's COPR.")
public final class PublishCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "KERNEL",
            description =
                    "One of the directories in assets/copr/builds, for example 7.2, or one that make break has spoiled.")
    private String kernel;

    @Override
    public Integer call() throws InterruptedException {
        LabHome home = LabHome.find();
        if (!kernel.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}") || !kernels(home).contains(kernel)) {
            System.err.println("lab: no kernel is called '" + kernel + "'; there are: "
                    + (kernels(home).isEmpty()
                            ? "none yet (make lab-up makes them)"
                            : String.join(", ", kernels(home))));
            return 2;
        }
        URI publish = URI.create("http://127.0.0.1:" + LabPorts.find().copr() + "/publish/" + kernel);
        HttpRequest request = HttpRequest.newBuilder(publish)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                System.err.println("lab: " + answer.body().strip());
                return 1;
            }
            System.out.println("==> " + kernel + " is build " + answer.body().strip());
            return 0;
        } catch (ConnectException e) {
            System.err.println("lab: no lab runs here; start one with: make lab-up");
            return 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SortedSet<String> kernels(LabHome home) {
        SortedSet<String> names = new TreeSet<>();
        for (Path directory : List.of(home.releases(), home.spoiledReleases())) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> releases = Files.list(directory)) {
                    releases.filter(Files::isDirectory)
                            .forEach(release -> names.add(release.getFileName().toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return names;
    }
}
