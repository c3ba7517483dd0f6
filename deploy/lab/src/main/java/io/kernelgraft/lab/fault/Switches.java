package io.kernelgraft.lab.fault;

import io.kernelgraft.lab.copr.Fault;
import io.kernelgraft.lab.copr.Faults;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.process.Command;
import io.kernelgraft.lab.process.FileTree;
import io.kernelgraft.lab.registry.RegistryAccounts;
import io.kernelgraft.lab.registry.RegistryTag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Breaks and mends a running lab. What is broken is remembered in the lab's {@code run/faults}, and a lab that starts is
 * whole: {@link #forget}. One base, one toolchain and one
 * kmod repository are broken at a time; a second takes the first one's place.
 */
public final class Switches {
    private static final String RELEASE = "7.2";
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final LabHome home;
    private final LabPorts ports;
    private final RegistryAccounts accounts;
    private final Path broken;
    private final Faults copr;

    public Switches(LabHome home, LabPorts ports) {
        this.home = home;
        this.ports = ports;
        this.accounts = RegistryAccounts.of(home, ports);
        this.broken = home.run().resolve("faults");
        this.copr = Faults.below(home.run().resolve("copr"));
    }

    /** A lab that starts has no faults; its images are pushed anew then, too. */
    public static void forget(LabHome home) {
        FileTree.delete(home.run().resolve("faults"));
        FileTree.delete(home.spoiledReleases());
        Faults.below(home.run().resolve("copr")).allOff();
        wholeRepository(home);
    }

    /**
     * @return the make command that shows it
     * @throws IllegalStateException with what a tool said, if it could not be broken
     */
    public String breakIt(LabFault fault) {
        String next = "make publish KERNEL=" + RELEASE;
        switch (fault.breakage()) {
            case CoprFault(var answer) -> ask("POST", answer);
            case BaseFault() -> {
                forgetSort(BaseFault.class);
                spoilImage(fault, "base");
            }
            case ToolchainFault() -> {
                forgetSort(ToolchainFault.class);
                spoilImage(fault, "toolchain");
            }
            case RepositoryFault() -> {
                forgetSort(RepositoryFault.class);
                new SpoiledRepository(home).make(fault, home.kmodRepository());
            }
            case CacheFault() -> {
                if (new PoisonedCache(home.workspaces()).poison() == 0) {
                    throw new IllegalStateException("nothing is cached yet; publish a kernel first");
                }
                // The same inputs are no new rebuild; the same release on another base is.
                next = "make break FAULT=" + LabFault.BASE_STRAY_BOOT_FILES.wireName() + " && " + next;
            }
            case ReleaseFault() -> {
                String name = RELEASE + "-" + fault.wireName();
                new SpoiledRelease(home)
                        .make(fault, RELEASE, home.spoiledReleases().resolve(name));
                next = "make publish KERNEL=" + name;
            }
        }
        remember(fault);
        return next;
    }

    /** Nothing happens to what is whole. */
    public void mend(LabFault fault) {
        if (!isBroken(fault)) {
            return;
        }
        switch (fault.breakage()) {
            case CoprFault(var answer) -> ask("DELETE", answer);
            case BaseFault() -> pushWhole("base");
            case ToolchainFault() -> pushWhole("toolchain");
            case RepositoryFault() -> wholeRepository(home);
            // Each service has dropped, or will drop, what is damaged.
            case CacheFault() -> {}
            case ReleaseFault() -> FileTree.delete(home.spoiledReleases().resolve(RELEASE + "-" + fault.wireName()));
        }
        delete(marker(fault));
    }

    public boolean isBroken(LabFault fault) {
        return fault.breakage() instanceof CoprFault(var answer) ? copr.isOn(answer) : Files.exists(marker(fault));
    }

    /** In the order in which they are listed. */
    public List<LabFault> broken() {
        return Arrays.stream(LabFault.values()).filter(this::isBroken).toList();
    }

    /** The COPR itself does it: repodata may have to follow. */
    private void ask(String method, Fault answer) {
        URI uri = URI.create("http://127.0.0.1:" + ports.copr() + "/faults/" + answer.wireName());
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(DEADLINE)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> said = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (said.statusCode() != 200) {
                throw new IllegalStateException(
                        method + " " + uri + ": " + said.body().strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the lab's COPR does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the lab's COPR", e);
        }
    }

    private void spoilImage(LabFault fault, String name) {
        pushWhole(name);
        String repository = accounts.host() + "/lab/" + name;
        String digest = new RegistryTag(accounts, "lab/" + name, "stable").digest();
        Path work = home.storages().resolve("faults");
        try (SpoiledImage image = new SpoiledImage(
                home.scripts().resolve("faults"),
                home.assets(),
                work,
                Map.of(
                        "REGISTRY_AUTH_FILE",
                        accounts.file(RegistryAccounts.OPERATOR).toString()))) {
            image.push(repository + "@" + digest, repository + ":stable", fault);
        }
    }

    private void pushWhole(String name) {
        Command.require(
                "skopeo",
                "copy",
                "--quiet",
                "--preserve-digests",
                "--dest-tls-verify=false",
                "--authfile",
                accounts.file(RegistryAccounts.OPERATOR).toString(),
                "oci:" + home.assets().resolve(name + ".oci") + ":stable",
                "docker://localhost:" + ports.registry() + "/lab/" + name + ":stable");
    }

    private static void wholeRepository(LabHome home) {
        FileTree.delete(home.kmodRepository());
        Path whole = home.assets().resolve("fusion");
        // A lab without kmods does without, as it does without a toolchain.
        if (Files.isDirectory(whole)) {
            FileTree.copy(whole, home.kmodRepository());
        }
    }

    private void forgetSort(Class<? extends Breakage> sort) {
        broken().stream().filter(fault -> sort.isInstance(fault.breakage())).forEach(fault -> delete(marker(fault)));
    }

    private Path marker(LabFault fault) {
        return broken.resolve(fault.wireName());
    }

    private void remember(LabFault fault) {
        try {
            Files.createDirectories(broken);
            Files.writeString(marker(fault), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path marker) {
        try {
            Files.deleteIfExists(marker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
