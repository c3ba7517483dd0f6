package io.kernelgraft.kmodbuilder.kmods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodOutcome.Status;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.kmodbuilder.testing.KmodLab;
import io.kernelgraft.kmodbuilder.testing.LabAssets;
import io.kernelgraft.kmodbuilder.testing.RecordingContext;
import io.kernelgraft.lab.fault.LabFault;
import io.kernelgraft.lab.fault.SpoiledImage;
import io.kernelgraft.lab.fault.SpoiledRelease;
import io.kernelgraft.lab.fault.SpoiledRepository;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.testing.Ending;
import io.kernelgraft.lab.testing.Reproduces;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.stage.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZInputStream;

/** The stage on toolchains, kernels and repositories that the lab's own switches have broken. */
class KmodFaultsST {
    private static final LabAssets ASSETS = LabAssets.find();
    private static final Kmod VPOLL = new Kmod("vpoll", "akmod-vpoll", null, true);

    @TempDir
    static Path directory;

    private static LabHome home;
    private static KmodLab lab;

    @TempDir
    Path attempt;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(ASSETS.missing().isEmpty(), ASSETS.missing().orElse(""));
        home = LabHome.find();
        lab = new KmodLab(ASSETS, directory);
    }

    @AfterAll
    static void stop() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    @Reproduces(
            rows = "F57",
            faults = LabFault.TOOLCHAIN_CLOSED_TMP,
            stage = "kmods",
            prevented = "both directories are opened to everybody before anything is compiled, and the kmod is built")
    void shouldOpenTheTemporaryDirectoriesOfAToolchain() throws Exception {
        // Given
        Rebuild rebuild = lab.rebuild(LabAssets.rpms(ASSETS.release()));
        LineFile line =
                withToolchain(lab.line(lab.repository(), VPOLL), spoiledToolchain(LabFault.TOOLCHAIN_CLOSED_TMP));

        try (RecordingContext context = new RecordingContext(rebuild, line, attempt)) {
            // When
            Outcome outcome = lab.stage().run(context);

            // Then
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            KmodsBuilt built = (KmodsBuilt) ((Outcome.Completed) outcome).next();
            assertThat(built.kmods()).extracting(KmodOutcome::status).containsExactly(Status.BUILT);
            assertThat(context.kept()).containsKey("kmod-vpoll.log");
        }
    }

    @Test
    @Reproduces(
            rows = "F63",
            faults = LabFault.RELEASE_BY_CLANG,
            stage = "kmods",
            kind = FailureKind.INTERNAL,
            reason = "TOOLCHAIN_UNUSABLE")
    void shouldNotCompileWithGccForAKernelThatClangCompiled(TestInfo test) {
        // Given
        Rebuild rebuild = rebuildByClang();

        try (RecordingContext context = new RecordingContext(rebuild, lab.line(lab.repository(), VPOLL), attempt)) {
            // When / Then
            assertThatThrownBy(() -> lab.stage().run(context))
                    .hasMessageContaining("clang --version")
                    .extracting("kind", "reason")
                    .containsExactly(Ending.of(test.getTestMethod()).failure());
            assertThat(context.kept()).doesNotContainKey("kmod-vpoll.log");
        }
    }

    @Test
    @Reproduces(
            rows = "F63",
            faults = LabFault.RELEASE_BY_CLANG,
            stage = "kmods",
            prevented = "in a toolchain with LLVM, clang compiles the kmods, and no gcc does")
    void shouldCompileWithClangForAKernelThatClangCompiled() throws Exception {
        // Given
        Rebuild rebuild = rebuildByClang();
        LineFile line = withToolchain(lab.line(lab.repository(), VPOLL), lab.pushToolchain("llvm"));

        try (RecordingContext context = new RecordingContext(rebuild, line, attempt)) {
            // When
            Outcome outcome = lab.stage().run(context);

            // Then
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            KmodsBuilt built = (KmodsBuilt) ((Outcome.Completed) outcome).next();
            assertThat(built.kmods()).extracting(KmodOutcome::status).containsExactly(Status.BUILT);
            assertThat(module(built))
                    .contains("clang version ")
                    .doesNotContain("GCC: (")
                    .contains("vermagic=" + rebuild.kver());
        }
    }

    private static Rebuild rebuildByClang() {
        Path release = directory.resolve(LabFault.RELEASE_BY_CLANG.wireName());
        if (!Files.exists(release)) {
            new SpoiledRelease(home)
                    .make(
                            LabFault.RELEASE_BY_CLANG,
                            ASSETS.release().getFileName().toString(),
                            release);
        }
        return lab.rebuild(LabAssets.rpms(release));
    }

    /** The bytes of the only module, one character each. */
    private String module(KmodsBuilt built) throws IOException {
        Path rpm = attempt.resolve("kmod.rpm");
        Descriptor layer = lab.registry().manifest(built.artifact()).layers().getFirst();
        lab.registry().fetchBlob(built.artifact(), layer, rpm);
        List<String> modules = new ArrayList<>();
        RpmFile.open(rpm).payload((entry, content) -> {
            if (entry.path().endsWith(".ko.xz")) {
                modules.add(new String(new XZInputStream(content).readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        });
        assertThat(modules).hasSize(1);
        return modules.getFirst();
    }

    @Test
    @Reproduces(
            rows = {"F62", "H13"},
            faults = LabFault.KMODS_DO_NOT_COMPILE,
            stage = "kmods",
            kind = FailureKind.UPSTREAM,
            reason = "REQUIRED_KMOD_FAILED")
    void shouldHoldTheLineBackWhenTheNewestAkmodDoesNotCompile(TestInfo test) throws Exception {
        // Given
        Path spoiled = directory.resolve(LabFault.KMODS_DO_NOT_COMPILE.wireName());
        new SpoiledRepository(home).make(LabFault.KMODS_DO_NOT_COMPILE, spoiled);

        // When
        Outcome outcome = runWith(spoiled);

        // Then
        assertThat(outcome)
                .extracting("kind", "reason")
                .containsExactly(Ending.of(test.getTestMethod()).failure());
        assertThat(((Outcome.Failed) outcome).message())
                .startsWith("kmod vpoll is required and failed: did not build: ")
                .contains("vpoll.c:", "error: ", "an_interface_that_has_gone");
    }

    @Test
    @Reproduces(
            rows = "H8",
            faults = LabFault.KMODS_REPOSITORY_AWAY,
            stage = "kmods",
            kind = FailureKind.TRANSIENT,
            reason = "REPOSITORY_UNAVAILABLE")
    void shouldWaitForAnotherTryWhileTheRepositoryIsAway(TestInfo test) {
        // Given
        Path spoiled = directory.resolve(LabFault.KMODS_REPOSITORY_AWAY.wireName());
        new SpoiledRepository(home).make(LabFault.KMODS_REPOSITORY_AWAY, spoiled);

        // When / Then
        assertThatThrownBy(() -> runWith(spoiled))
                .hasMessageContaining("repomd.xml")
                .extracting("kind", "reason")
                .containsExactly(Ending.of(test.getTestMethod()).failure());
    }

    private Outcome runWith(Path repository) throws Exception {
        Rebuild rebuild = lab.rebuild(LabAssets.rpms(ASSETS.release()));
        HttpServer server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                repository.toRealPath(),
                SimpleFileServer.OutputLevel.NONE);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        LineFile line = lab.line(new LineFile.Repository(url, ASSETS.key("fusion")), VPOLL);
        try (RecordingContext context = new RecordingContext(rebuild, line, attempt)) {
            return lab.stage().run(context);
        } finally {
            server.stop(0);
        }
    }

    private static ImageReference spoiledToolchain(LabFault fault) {
        ImageReference whole = lab.line(lab.repository()).kmods().toolchain();
        Digest digest = lab.registry().resolve(whole).orElseThrow();
        String repository = whole.host() + "/lab/toolchain";
        try (SpoiledImage images = new SpoiledImage(
                home.scripts().resolve("faults"), home.assets(), directory.resolve("spoiled-toolchain"))) {
            String pushed = images.push(repository + "@" + digest.value(), repository + ":spoiled", fault);
            return ImageReference.parse(repository).withDigest(new Digest(pushed));
        }
    }

    private static LineFile withToolchain(LineFile line, ImageReference toolchain) {
        LineFile.Kmods kmods = new LineFile.Kmods(
                toolchain, line.kmods().repository(), List.copyOf(line.kmods().modules()));
        return new LineFile(
                line.name(),
                line.base(),
                line.artifacts(),
                line.kernel(),
                line.swap(),
                line.userland(),
                kmods,
                line.signing(),
                line.machine(),
                line.initramfs(),
                line.bootTest(),
                line.promotion());
    }
}
