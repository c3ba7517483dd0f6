package io.kernelgraft.signer.testing;

import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.SigningKeys;
import io.kernelgraft.signer.key.TestConfig;
import io.kernelgraft.signer.key.TestKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.bouncycastle.openpgp.PGPKeyPair;

/** A line, its keys, and a registry to run a stage against. */
public final class Bench {
    public static final Kver KVER = new Kver("7.2.0-cachyos1.fc44.x86_64");
    public static final String TREE = "usr/lib/modules/" + KVER + "/";
    public static final SigningKey MOK = TestKeys.rsa(2048, "CN=Example MOK");
    public static final PGPKeyPair COPR_KEY = TestRpm.openPgpKey();
    private static final ImageReference ARTIFACTS = ImageReference.parse("registry.example/line/artifacts");

    public final MemoryRegistry registry = new MemoryRegistry();
    public final Path directory;
    public final List<TestContext> contexts = new ArrayList<>();
    private final List<LineFile.Kmod> kmods = new ArrayList<>();
    private final Kver kver;
    private final String openPgpKey;
    /** What the line says about signing, and what the signer's configuration says about keys. */
    public LineFile.Signing signing = new LineFile.Signing("mok", TestKeys.pem(MOK.certificate()));

    public TestConfig config;

    public Bench(Path directory) throws Exception {
        this(directory, KVER, TestRpm.armored(COPR_KEY));
    }

    /** @param openPgpKey the armored key that the kernel's packages are signed with */
    public Bench(Path directory, Kver kver, String openPgpKey) throws Exception {
        this.kver = kver;
        this.openPgpKey = openPgpKey;
        this.directory = directory;
        Files.createDirectory(directory.resolve("keys"));
        TestKeys.store(directory.resolve("keys"), "mok", MOK);
        config = TestConfig.of(directory.resolve("keys"));
    }

    public void list(String kmod) {
        kmods.add(new LineFile.Kmod(kmod, "akmod-" + kmod, null, true));
    }

    public SigningKeys keys() {
        return new SigningKeys(config);
    }

    private LineFile line() {
        LineFile.Kernel kernel = new LineFile.Kernel(
                new LineFile.Copr("https://copr.example", "owner", "kernel"),
                "fedora-44-x86_64",
                "kernel-cachyos",
                List.of("kernel-cachyos", "kernel-cachyos-core", "kernel-cachyos-modules"),
                List.of(),
                openPgpKey);
        return new LineFile(
                "desktop",
                null,
                ARTIFACTS,
                kernel,
                null,
                List.of(),
                new LineFile.Kmods(null, null, kmods),
                signing,
                null,
                null,
                null,
                null);
    }

    /** A snapshot of these RPM files. */
    public ImageReference snapshot(List<Path> rpms) {
        return artifact("application/vnd.kernelgraft.kernel-snapshot.v1", rpms, Map.of());
    }

    /** A kmods artifact whose RPMs are all of one kmod. */
    public ImageReference kmodsArtifact(String kmod, List<Path> rpms) {
        return artifact("application/vnd.kernelgraft.kmods.v1", rpms, Map.of("io.kernelgraft.kmod", kmod));
    }

    public ImageReference artifact(String type, List<Path> rpms, Map<String, String> annotations) {
        List<Descriptor> layers = rpms.stream()
                .map(rpm -> {
                    Descriptor blob = registry.pushBlob(ARTIFACTS, "application/x-rpm", rpm);
                    Map<String, String> all = new LinkedHashMap<>(annotations);
                    all.put(Descriptor.TITLE, rpm.getFileName().toString());
                    return new Descriptor(blob.mediaType(), blob.digest(), blob.size(), all);
                })
                .toList();
        return registry.pushArtifact(ARTIFACTS, type, layers, Map.of());
    }

    public RebuildRequested requested(ImageReference snapshot) {
        return new RebuildRequested(rebuild(snapshot), "a test");
    }

    public KmodsBuilt built(ImageReference artifact, KmodOutcome... outcomes) {
        return new KmodsBuilt(rebuild(artifact), artifact, List.of(outcomes));
    }

    private Rebuild rebuild(ImageReference snapshot) {
        ImageReference base =
                ImageReference.parse("registry.example/base").withDigest(Digest.ofSha256Hex("ab".repeat(32)));
        return new Rebuild(
                "rb-0123456789abcdef",
                "desktop",
                "cd".repeat(32),
                base,
                "registry.example/base:stable",
                Nevra.parse("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64"),
                kver,
                snapshot,
                List.of(),
                Instant.parse("2026-11-23T03:00:00Z"));
    }

    /** Runs an attempt; failures come back as values, as the runtime makes them. */
    public Outcome run(Stage stage, RebuildEvent input) throws Exception {
        Path workspace = Files.createDirectory(directory.resolve("attempt-" + contexts.size()));
        TestContext context = new TestContext(input.rebuild(), line(), workspace, input);
        contexts.add(context);
        try {
            return stage.run(context);
        } catch (StageFailure failure) {
            return failure.outcome();
        }
    }

    public static PayloadSigned signed(Outcome outcome) {
        if (outcome instanceof Outcome.Completed(PayloadSigned signed)) {
            return signed;
        }
        throw new AssertionError(outcome.toString());
    }

    /** What is in the one layer that was pushed, in its order. */
    public Map<String, byte[]> files(PayloadSigned signed) throws IOException {
        Descriptor layer = registry.manifest(signed.layer()).layers().getFirst();
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(registry.openBlob(signed.layer(), layer))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getLongUserId() != 0 || entry.getLastModifiedDate().getTime() != 0 || !entry.isFile()) {
                    throw new AssertionError(entry.getName() + " is not a plain file of root's at the epoch");
                }
                files.put(entry.getName(), tar.readAllBytes());
            }
        }
        return files;
    }

    public static ByteArrayInputStream in(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }
}
