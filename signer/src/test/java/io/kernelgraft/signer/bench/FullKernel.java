package io.kernelgraft.signer.bench;

import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.lab.process.ProjectRoot;
import io.kernelgraft.runtime.rpm.KernelRpms;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.signer.kernel.SignKernelStage;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.TestKeys;
import io.kernelgraft.signer.layer.SignedLayer;
import io.kernelgraft.signer.testing.Bench;
import io.kernelgraft.signer.testing.TestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Debian's full kernel as a release, one key, and the stage that signs it with that. */
final class FullKernel {
    private final Path directory;
    private final Bench bench;
    private final List<Path> rpms;
    private final Kver kver;
    private final String openPgpKey;
    private int attempts;

    FullKernel(Path directory, SigningKey key) throws Exception {
        this.directory = Files.createDirectories(directory);
        openPgpKey = Files.readString(assets().resolve("keys/copr.asc"));
        rpms = rpms();
        kver = KernelRpms.of(rpms.stream().map(RpmFile::open).toList()).kver();
        bench = new Bench(directory, kver, openPgpKey);
        for (String file : List.of("mok.key", "mok.pem")) {
            Files.delete(directory.resolve("keys").resolve(file));
        }
        TestKeys.store(directory.resolve("keys"), "mok", key);
    }

    /**
     * @param whole from the snapshot in a registry to the pushed layer: packages checked, unpacked, signed, laid into a
     *     layer, checked from there
     * @param signing of that, from the first module to the last, nothing checked
     * @param mostGrowth bytes that any module's file got longer
     */
    record Run(double whole, double signing, long mostGrowth, int modules) {}

    Run run() throws Exception {
        ImageReference snapshot = bench.snapshot(rpms);
        RebuildRequested requested = bench.requested(snapshot);
        Path workspace = Files.createDirectory(directory.resolve("run-" + attempts++));
        Phases phases = new Phases();
        TestContext context =
                new TestContext(requested.rebuild(), line(), workspace, requested, phases, new ConcurrentHashMap<>());
        SignKernelStage stage = new SignKernelStage(bench.keys(), bench.registry, new SignedLayer(bench.registry));
        long start = System.nanoTime();
        PayloadSigned signed = Bench.signed(stage.run(context));
        double whole = (System.nanoTime() - start) / 1e9;
        Run run = new Run(whole, phases.signing(), mostGrowth(signed), signed.files() - 1);
        try (Stream<Path> files = Files.list(workspace)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        return run;
    }

    /** Writes every module to a file of its own, as a script finds them. */
    List<Path> unpack(Path tree) throws IOException {
        Files.createDirectories(tree);
        Map<String, Path> modules = new TreeMap<>();
        for (Path rpm : rpms) {
            RpmFile.open(rpm).payload((entry, content) -> {
                if (entry.path().endsWith(".ko.xz")) {
                    Path file = tree.resolve(modules.size() + ".ko.xz");
                    Files.copy(content, file);
                    modules.put(entry.path(), file);
                }
            });
        }
        return List.copyOf(modules.values());
    }

    private long mostGrowth(PayloadSigned signed) throws IOException {
        Map<String, Long> before = new HashMap<>();
        rpms.forEach(rpm -> RpmFile.open(rpm)
                .files()
                .forEach(entry -> before.put(entry.path().replaceFirst("^/(usr/)?", "usr/"), entry.size())));
        long most = 0;
        try (TarArchiveInputStream tar = new TarArchiveInputStream(bench.registry.openBlob(
                signed.layer(), bench.registry.manifest(signed.layer()).layers().getFirst()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (!entry.getName().endsWith("/vmlinuz")) {
                    most = Math.max(most, entry.getSize() - before.get(entry.getName()));
                }
            }
        }
        return most;
    }

    private LineFile line() throws IOException {
        LineFile.Kernel kernel = new LineFile.Kernel(
                new LineFile.Copr("https://copr.example", "owner", "kernel"),
                "fedora-44-x86_64",
                "kernel-cachyos",
                List.of("kernel-cachyos", "kernel-cachyos-core", "kernel-cachyos-modules"),
                List.of(),
                openPgpKey);
        LineFile.Signing signing = new LineFile.Signing("mok", Files.readString(directory.resolve("keys/mok.pem")));
        ImageReference artifacts = ImageReference.parse("registry.example/line/artifacts");
        return new LineFile("desktop", null, artifacts, kernel, null, List.of(), null, signing, null, null, null, null);
    }

    /** Why it can't be measured here, or null. */
    static String missing() {
        return Files.isDirectory(assets().resolve("full-kernel"))
                ? null
                : assets().resolve("full-kernel") + " is not there: deploy/lab/assets/full-kernel makes it";
    }

    private static List<Path> rpms() throws IOException {
        try (Stream<Path> files = Files.list(assets().resolve("full-kernel"))) {
            return files.filter(file -> file.toString().endsWith(".rpm"))
                    .sorted()
                    .toList();
        }
    }

    private static Path assets() {
        String home = System.getenv("KG_LAB_HOME");
        return (home == null ? ProjectRoot.find().resolve(".lab") : Path.of(home)).resolve("assets");
    }

    /** Takes the time of what the stage reports. */
    private static final class Phases extends AbstractList<String> {
        private long first;
        private long last;

        @Override
        public synchronized boolean add(String text) {
            long now = System.nanoTime();
            if (text.startsWith("Reading the kernel")) {
                first = now;
            } else if (text.endsWith("modules signed")) {
                if (text.startsWith("1 of ")) {
                    first = now;
                }
                last = now;
            }
            return true;
        }

        double signing() {
            return (last - first) / 1e9;
        }

        @Override
        public String get(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public int size() {
            return 0;
        }
    }
}
