package io.kernelgraft.signer.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.lab.process.ProjectRoot;
import io.kernelgraft.runtime.rpm.KernelRpms;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.signer.key.TestKeys;
import io.kernelgraft.signer.layer.SignedLayer;
import io.kernelgraft.signer.module.TestModules;
import io.kernelgraft.signer.testing.Bench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab's real kernels, judged by the programs that the kernel's own build and distributions use. */
class SignKernelST {
    private static final int EVERY = 25;

    @TempDir
    Path directory;

    @BeforeEach
    void find() {
        assumeTrue(Files.isDirectory(builds()), builds() + " is not there: make the lab's assets first");
        assumeTrue(Files.isExecutable(TestModules.SIGN_FILE), "needs sign-file (Debian's linux-kbuild-6.1)");
        for (String program : List.of("xz", "modinfo", "sbverify")) {
            assumeTrue(TestModules.has(program), "needs " + program);
        }
    }

    @Test
    void shouldSignEveryKernelOfTheLabAsTheUsualProgramsDo() throws Exception {
        try (Stream<Path> all = Files.list(builds())) {
            for (Path build : all.sorted().toList()) {
                signAndCompare(
                        build,
                        Files.createDirectory(
                                directory.resolve(build.getFileName().toString())));
            }
        }
    }

    private void signAndCompare(Path build, Path work) throws Exception {
        // Given
        List<Path> rpms = rpms(build);
        Kver kver = KernelRpms.of(rpms.stream().map(RpmFile::open).toList()).kver();
        Bench bench = new Bench(work, kver, Files.readString(builds().resolve("../../keys/copr.asc")));
        SignKernelStage stage = new SignKernelStage(bench.keys(), bench.registry, new SignedLayer(bench.registry));
        // When
        PayloadSigned signed = Bench.signed(bench.run(stage, bench.requested(bench.snapshot(rpms))));
        // Then
        Map<String, byte[]> files = bench.files(signed);
        assertThat(files).hasSize(signed.files()).hasSizeGreaterThan(100);
        TestKeys.store(work, "mok", Bench.MOK);
        Path vmlinuz = Files.write(work.resolve("vmlinuz"), files.get("usr/lib/modules/" + kver + "/vmlinuz"));
        assertThat(new String(TestModules.run(
                        List.of("sbverify", "--cert", work.resolve("mok.pem").toString(), vmlinuz.toString()))))
                .contains("Signature verification OK");
        Map<String, byte[]> originals = new java.util.HashMap<>();
        for (Path rpm : rpms) {
            RpmFile.open(rpm).payload((entry, content) -> {
                String path = entry.path().replaceFirst("^/(usr/)?", "usr/");
                if (path.hashCode() % EVERY == 0 && path.endsWith(".ko.xz")) {
                    originals.put(path, content.readAllBytes());
                }
            });
        }
        assertThat(originals).isNotEmpty();
        for (Map.Entry<String, byte[]> original : originals.entrySet()) {
            compare(original.getKey(), original.getValue(), files.get(original.getKey()), work);
        }
    }

    private static void compare(String path, byte[] original, byte[] signed, Path work) throws Exception {
        Path theirs = Files.write(work.resolve("theirs.ko.xz"), original);
        Path ours = Files.write(work.resolve("ours.ko.xz"), signed);
        TestModules.run(List.of("xz", "-df", theirs.toString()));
        TestModules.run(List.of(
                TestModules.SIGN_FILE.toString(),
                "sha256",
                work.resolve("mok.key").toString(),
                work.resolve("mok.pem").toString(),
                work.resolve("theirs.ko").toString()));
        TestModules.run(List.of("xz", "-t", ours.toString()));
        assertThat(new String(TestModules.run(List.of("modinfo", "-F", "signer", ours.toString()))))
                .as(path)
                .isEqualTo("Example MOK\n");
        TestModules.run(List.of("xz", "-df", ours.toString()));
        assertThat(work.resolve("ours.ko")).as(path).hasSameBinaryContentAs(work.resolve("theirs.ko"));
        assertThat(signed.length - original.length).as(path).isLessThanOrEqualTo(600);
    }

    /** What a line installs: no headers. */
    private static List<Path> rpms(Path build) throws Exception {
        try (Stream<Path> files = Files.list(build)) {
            return files.filter(file -> file.toString().endsWith(".rpm")
                            && !file.getFileName().toString().contains("-devel"))
                    .sorted()
                    .toList();
        }
    }

    private static Path builds() {
        String home = System.getenv("KG_LAB_HOME");
        return (home == null ? ProjectRoot.find().resolve(".lab") : Path.of(home)).resolve("assets/copr/builds");
    }
}
