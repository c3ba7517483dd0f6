package io.kernelgraft.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.lab.copr.FileServer;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.host.Requirements;
import io.kernelgraft.lab.process.Command;
import io.kernelgraft.lab.registry.RegistryProcess;
import io.kernelgraft.lab.testing.Ending;
import io.kernelgraft.lab.testing.Reproduces;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.container.BuildahConfig;
import io.kernelgraft.runtime.container.ContainerCall;
import io.kernelgraft.runtime.container.WorkingContainer;
import io.kernelgraft.runtime.disk.DiskFull;
import io.kernelgraft.runtime.evidence.AttemptEvidence;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.registry.BlobCache;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.HttpRegistry;
import io.kernelgraft.runtime.registry.RegistryConfig;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.testing.SmallDisk;
import io.kernelgraft.runtime.tool.ProcessToolRunner;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.workspace.WorkspaceConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The real tools on file systems that are really full. */
class FullDiskST {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final LabHome LAB = LabHome.find();

    @TempDir
    static Path directory;

    private static RegistryProcess registryProcess;
    private static FileServer packages;
    private static ImageReference base;

    private SmallDisk disk;
    private ProcessToolRunner tools;
    private Buildah buildah;
    private HttpRegistry registry;
    private Room room;

    @BeforeAll
    static void serve() throws IOException {
        Optional<String> missing = Requirements.missing(LAB);
        assumeTrue(missing.isEmpty(), () -> "this machine has no lab: " + missing.orElseThrow());
        registryProcess = RegistryProcess.start(directory.resolve("registry"));
        Path digest = directory.resolve("base.digest");
        Command.require(
                "skopeo",
                "copy",
                "--quiet",
                "--preserve-digests",
                "--digestfile=" + digest,
                "--dest-tls-verify=false",
                "oci:" + LAB.assets().resolve("base.oci") + ":stable",
                "docker://" + registryProcess.host() + "/lab/base:stable");
        base = ImageReference.parse(registryProcess.host() + "/lab/base")
                .withDigest(new Digest(Files.readString(digest).strip()));
        Path rpms = Files.createDirectories(directory.resolve("rpms"));
        try (Stream<Path> files = Files.walk(LAB.releases().resolve("7.2"))) {
            for (Path rpm :
                    files.filter(file -> file.toString().endsWith(".rpm")).toList()) {
                Files.copy(rpm, rpms.resolve(rpm.getFileName()));
            }
        }
        Command.require("createrepo_c", "--quiet", rpms.toString());
        packages = new FileServer(rpms, 0);
    }

    @AfterAll
    static void stopServing() {
        if (packages != null) {
            packages.close();
            registryProcess.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        disk = SmallDisk.mount(directory.resolve("small"), 600);
        tools = tools();
        configure(disk.directory().resolve("storage"), "40G", "0");
    }

    private static ProcessToolRunner tools() throws IOException {
        Path logs = Files.createTempDirectory(directory, "logs");
        return new ProcessToolRunner(logs, new AttemptEvidence(logs), new Progress() {
            @Override
            public void report(String text) {}

            @Override
            public void report(String text, long done, long total) {}
        });
    }

    private void configure(Path storage, String quota, String floor) {
        configure(storage, quota, floor, registryProcess.host());
    }

    private void configure(Path storage, String quota, String floor, String host) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(BuildahConfig.class)
                .withMapping(RegistryConfig.class)
                .withMapping(WorkspaceConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValue("kernelgraft.registry.plain-http", host)
                .withDefaultValue(
                        "kernelgraft.registry.cache.directory",
                        disk.directory().resolve("blobs").toString())
                .withDefaultValue("kernelgraft.buildah.storage", storage.toString())
                .withDefaultValue("kernelgraft.buildah.storage-quota", quota)
                .withDefaultValue(
                        "kernelgraft.workspace.directory",
                        disk.directory().resolve("work").toString())
                .withDefaultValue("kernelgraft.workspace.free-floor", floor)
                .build();
        RegistryConfig registries = config.getConfigMapping(RegistryConfig.class);
        registry = new HttpRegistry(registries);
        buildah = new Buildah(config.getConfigMapping(BuildahConfig.class), Optional.of(List.of(host)));
        room = new Room(config.getConfigMapping(WorkspaceConfig.class), buildah, BlobCache.of(registries));
    }

    @AfterEach
    void close() throws Exception {
        tools.close();
        registry.close();
        disk.close();
    }

    @Test
    void shouldSayThatTheDiskIsFullWhenAnImageDoesNotFit() throws Exception {
        disk.leave(60);

        assertDiskFull(() -> buildah.from(tools, base));
    }

    @Test
    void shouldSayThatTheDiskIsFullWhenADownloadOfDnfDoesNotFit() throws Exception {
        try (WorkingContainer container = buildah.from(tools, base)) {
            disk.leave(30);

            assertDiskFull(() -> install(container)).hasMessageContaining("Curl error (23)");
        }
    }

    @Test
    @Reproduces(rows = "F72", stage = "swap", kind = FailureKind.TRANSIENT, reason = "DISK_FULL")
    void shouldSayThatTheDiskIsFullWhenATransactionOfRpmDoesNotFit(TestInfo test) throws Exception {
        try (WorkingContainer container = buildah.from(tools, base)) {
            disk.leave(44);

            assertEnds(test, () -> install(container)).hasMessageContaining("more space on the / filesystem");
        }
    }

    @Test
    void shouldSayThatTheDiskIsFullWhenTheInitramfsDoesNotFit() throws Exception {
        try (WorkingContainer container = buildah.from(tools, base)) {
            install(container);
            disk.leave(6);
            String script = "set -e; cd /usr/lib/modules; kver=$(ls -d 7.*); depmod -a \"$kver\";"
                    + " exec dracut --force --no-hostonly --no-hostonly-cmdline --kver \"$kver\" \"$PWD/$kver/initramfs.img\"";

            assertDiskFull(() -> container
                    .run(ToolCall.of("dracut", DEADLINE, "sh", "-c", script).with("DRACUT_NO_XATTR", "1"))
                    .orFail(FailureKind.REJECTED, "DRACUT_FAILED"));
        }
    }

    @Test
    @Reproduces(rows = "F72", stage = "seal", kind = FailureKind.TRANSIENT, reason = "DISK_FULL")
    void shouldSayThatTheDiskIsFullWhenACommitDoesNotFit(TestInfo test) throws Exception {
        try (WorkingContainer container = buildah.from(tools, base)) {
            install(container);
            disk.leave(6);
            ImageReference target = ImageReference.parse(registryProcess.host() + "/lab/margine:candidate");

            assertEnds(test, () -> container.commitAndPush(target, Instant.now()));
        }
    }

    @Test
    void shouldSayThatTheDiskIsFullWhenABlobDoesNotFit() throws Exception {
        // Given
        Descriptor layer = registry.manifest(base).layers().getFirst();
        disk.leave(10);

        // Then
        assertDiskFull(() -> registry.fetchBlob(base, layer, disk.directory().resolve("layer")))
                .hasMessageContaining("No space left on device");
        assertThat(disk.directory().resolve("blobs/tmp"))
                .satisfiesAnyOf(
                        tmp -> assertThat(tmp).doesNotExist(),
                        tmp -> assertThat(tmp).isEmptyDirectory());
    }

    @Test
    @Reproduces(
            rows = "F72",
            stage = "each, before it begins",
            prevented = "blobs and images of earlier builds go, the least recently used first")
    void shouldMakeRoomFromWhatCanBeFetchedAgainAndRefuseOnlyThen() throws Exception {
        // Given: blobs and an image that nobody uses any more
        configure(disk.directory().resolve("storage"), "40G", "400M");
        for (Descriptor layer : registry.manifest(base).layers()) {
            registry.fetchBlob(base, layer, directory.resolve("layer"));
        }
        buildah.from(tools, base).close();
        assertThat(freeMegabytes()).isLessThan(400);

        // When
        room.make(tools);

        // Then
        assertThat(freeMegabytes()).isGreaterThanOrEqualTo(400);
        disk.leave(100);
        assertDiskFull(() -> room.make(tools))
                .hasMessageContaining(disk.directory().resolve("work") + " needs 400 MiB free");
        assertThat(room.full("dnf: No space left on device").message())
                .contains("100 MiB free on " + disk.directory() + " (kernelgraft-test)");
    }

    @Test
    void shouldRemoveAnImageAboveTheQuotaOnlyWhenNoContainerUsesIt() throws Exception {
        // Given
        configure(disk.directory().resolve("storage"), "1M", "0");
        WorkingContainer container = buildah.from(tools, base);

        // Then
        room.make(tools);
        assertThat(images()).hasSize(1);
        container.close();
        room.make(tools);
        assertThat(images()).isEmpty();
    }

    @Test
    void shouldPullNoLayerOfABaseAgainThatIsWithinTheQuota() throws Exception {
        // Given: a registry that is gone when the second container is made
        RegistryProcess gone = RegistryProcess.start(directory.resolve("registry"));
        ImageReference there = ImageReference.parse(gone.host() + "/lab/base").withDigest(base.pinned());
        configure(disk.directory().resolve("storage"), "40G", "0", gone.host());
        try (gone) {
            buildah.from(tools, there).close();
            room.make(tools);
        }

        // Then
        try (WorkingContainer again = buildah.from(tools, there)) {
            assertThat(again.mount().resolve("/usr")).isDirectory();
        }
    }

    private void install(WorkingContainer container) throws Exception {
        Path repository = Files.writeString(
                directory.resolve("kernel.repo"),
                "[kernel]\nname=kernel\nbaseurl=" + packages.baseUrl() + "\nenabled=1\ngpgcheck=0\n");
        // Without scripts: what they do to a kernel is the swap's business, and needs what the swap prepares.
        ToolCall dnf = ToolCall.of(
                "dnf", DEADLINE, "dnf", "-y", "--setopt=tsflags=noscripts", "--refresh", "install", "kernel-cachyos");
        container
                .run(ContainerCall.of(dnf).withNetwork().showing(repository, "/etc/yum.repos.d/kernel.repo"))
                .orFail(FailureKind.UPSTREAM, "DNF_FAILED");
    }

    private long freeMegabytes() throws IOException {
        return Files.getFileStore(disk.directory()).getUsableSpace() >> 20;
    }

    private List<Path> images() throws IOException {
        try (Stream<Path> used = Files.list(disk.directory().resolve("storage/used"))) {
            return used.toList();
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertDiskFull(ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOf(StageFailure.class)
                .satisfies(failure -> assertThat(failure)
                        .extracting("kind", "reason")
                        .containsExactly(FailureKind.TRANSIENT, DiskFull.REASON));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertEnds(TestInfo test, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .satisfies(failure -> assertThat(failure)
                        .extracting("kind", "reason")
                        .containsExactly(Ending.of(test.getTestMethod()).failure()));
    }
}
