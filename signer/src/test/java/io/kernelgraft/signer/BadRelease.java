package io.kernelgraft.signer;

import com.github.luben.zstd.ZstdOutputStream;
import com.sun.net.httpserver.HttpServer;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodOutcome.Status;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.HttpRegistry;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.registry.RegistryConfig;
import io.kernelgraft.runtime.registry.Sha256;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.signer.kernel.SignKernelStage;
import io.kernelgraft.signer.kernel.TestKernels;
import io.kernelgraft.signer.kmods.SignKmodsStage;
import io.kernelgraft.signer.layer.SignedLayer;
import io.kernelgraft.signer.testing.Bench;
import io.kernelgraft.signer.testing.RawRpm;
import io.kernelgraft.signer.testing.TestRpm;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** A sound release of which one thing is spoiled before a stage gets it. */
final class BadRelease {
    private static final String LIB = "/lib/modules/" + Bench.KVER + "/";
    private static final String VERSION = "-7.2.0-cachyos1.fc44.x86_64";
    private static final int FILE = 0100644;
    private static final int BOMB_MIB = 64;

    /** The package with the modules. */
    RawRpm rpm;

    PGPKeyPair key = Bench.COPR_KEY;
    String compressor = "gzip";
    /** Its archive, where that is not what the header lists. */
    byte[] cpio;

    /** The snapshot is asked of a registry that answers with other bytes. */
    boolean otherSnapshot;
    /** Not null: the modules are this kmod's. */
    String kmod;

    private final Bench bench;
    private final byte[] module;
    private final AtomicInteger writes = new AtomicInteger();
    private byte[] payload;
    private Place tampered;
    private Place end;
    private int before;

    /** Where something begins in the package. */
    interface Place {
        int in(byte[] signature, byte[] header, byte[] payload);
    }

    interface Attempt {
        void spoil(BadRelease release) throws Exception;
    }

    BadRelease(Path directory, byte[] module) throws Exception {
        bench = new Bench(directory);
        bench.list("mimic");
        this.module = module;
        rpm = new RawRpm().with(LIB + "kernel/a.ko", FILE, module);
    }

    void ofKmods() {
        kmod = "mimic";
        rpm = new RawRpm().named("kmod-mimic").with(LIB + "extra/mimic.ko", FILE, module);
    }

    void module(String name, byte[] content) {
        rpm = new RawRpm().with(LIB + "kernel/" + name, FILE, content);
    }

    void tamper(Place place) {
        tampered = place;
    }

    void cut(Place place) {
        end = place;
    }

    /** Somewhat inside. */
    Place payloadAt() {
        return (signature, header, bytes) -> RawRpm.headerOffset(signature) + header.length + bytes.length / 2;
    }

    /** In the name of the source package, which nobody reads. */
    Place headerAt() {
        return (signature, header, bytes) ->
                RawRpm.headerOffset(signature) + new String(header, StandardCharsets.ISO_8859_1).indexOf(".src.rpm");
    }

    Place signatureEnd() {
        return (signature, header, bytes) -> 96 + signature.length - 5;
    }

    /** The whole archive, and far more null bytes behind it. */
    void bomb(String compressedWith) throws IOException {
        compressor = compressedWith;
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = compress(packed)) {
            out.write(rpm.newc());
            byte[] nothing = new byte[1 << 20];
            for (int i = 0; i < BOMB_MIB; i++) {
                out.write(nothing);
            }
        }
        payload = packed.toByteArray();
    }

    private OutputStream compress(OutputStream out) throws IOException {
        return switch (compressor) {
            case "zstd" -> new ZstdOutputStream(out);
            case "xz" -> new XZOutputStream(out, new LZMA2Options(0));
            default -> new GZIPOutputStream(out);
        };
    }

    Outcome run(Attempt attempt) throws Exception {
        attempt.spoil(this);
        Path spoiled = write(Files.createTempDirectory(bench.directory, "rpms"));
        return kmod != null ? signKmods(spoiled) : signKernel(spoiled);
    }

    /** Manifests that a stage pushed; requests other than to read, where the registry was asked over HTTP. */
    int pushed() {
        return bench.registry.manifests() - before + writes.get();
    }

    private Outcome signKmods(Path spoiled) throws Exception {
        ImageReference artifact = bench.kmodsArtifact(kmod, List.of(spoiled));
        before = bench.registry.manifests();
        KmodOutcome built = new KmodOutcome(
                kmod, Status.BUILT, true, List.of(spoiled.getFileName().toString()), List.of(kmod), "");
        return bench.run(
                new SignKmodsStage(bench.keys(), bench.registry, new SignedLayer(bench.registry)),
                bench.built(artifact, built));
    }

    private Outcome signKernel(Path spoiled) throws Exception {
        Path meta = new TestRpm("kernel-cachyos" + VERSION)
                .with("/usr/share/doc/kernel", "")
                .write(spoiled.getParent(), Bench.COPR_KEY);
        Path core = new TestRpm("kernel-cachyos-core" + VERSION)
                .with(LIB + "vmlinuz", TestKernels.bzImage(Bench.KVER + " (builder) #1"))
                .with(LIB + "config", "CONFIG_MODULE_SIG=y\nCONFIG_INTEGRITY_PLATFORM_KEYRING=y\n")
                .write(spoiled.getParent(), Bench.COPR_KEY);
        ImageReference snapshot = bench.snapshot(List.of(meta, core, spoiled));
        before = bench.registry.manifests();
        return otherSnapshot ? signFromAnother() : signKernel(bench.registry, snapshot);
    }

    private Outcome signKernel(Registry registry, ImageReference snapshot) throws Exception {
        return bench.run(
                new SignKernelStage(bench.keys(), registry, new SignedLayer(registry)), bench.requested(snapshot));
    }

    private Outcome signFromAnother() throws Exception {
        byte[] other = "{\"schemaVersion\":2}".getBytes();
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.createContext("/", exchange -> {
            if (!exchange.getRequestMethod().equals("GET")) {
                writes.incrementAndGet();
            }
            exchange.getResponseHeaders().add("Content-Type", "application/vnd.oci.image.manifest.v1+json");
            exchange.sendResponseHeaders(200, other.length);
            exchange.getResponseBody().write(other);
            exchange.close();
        });
        server.start();
        String host = "localhost:" + server.getAddress().getPort();
        RegistryConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RegistryConfig.class)
                .withDefaultValue("kernelgraft.registry.plain-http", host)
                .build()
                .getConfigMapping(RegistryConfig.class);
        try (HttpRegistry registry = new HttpRegistry(config)) {
            return signKernel(
                    registry,
                    ImageReference.parse(host + "/snapshots").withDigest(Sha256.of("the right ones".getBytes())));
        } finally {
            server.stop(0);
        }
    }

    private Path write(Path directory) throws Exception {
        if (payload == null) {
            payload = RawRpm.stored(cpio == null ? rpm.newc() : cpio);
        }
        byte[] header = rpm.headerWithDigest(compressor, payload);
        byte[] signature = key == null ? RawRpm.NO_SIGNATURE : RawRpm.signedWith(RawRpm.signature(header, key));
        byte[] bytes = RawRpm.of(signature, header, payload);
        if (tampered != null) {
            bytes[tampered.in(signature, header, payload)] ^= 1;
        }
        if (end != null) {
            bytes = Arrays.copyOf(bytes, end.in(signature, header, payload));
        }
        return Files.write(directory.resolve(rpm.name() + VERSION + ".rpm"), bytes);
    }
}
